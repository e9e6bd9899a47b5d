package dev.berth.api;

import dev.berth.api.LeaseRequest.GpuRequest;
import dev.berth.gpu.Gpus;
import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuWish;
import dev.berth.grant.model.OnLoss;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.plan.model.Plan;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads which GPUs a workspace is to have, of those that the node has. */
@Singleton
class GpuFields {

  private static final int MAX_MODEL = 100;

  private final Gpus gpus;

  GpuFields(Gpus gpus) {
    this.gpus = gpus;
  }

  GpuWish read(
      @Nullable Integer count,
      @Nullable GpuRequest kind,
      @Nullable Boolean claim,
      Violations wrong) {
    if (count == null || count == 0) {
      if (kind != null) {
        wrong.add("gpu", "must be left out without gpus");
      }
      if (Boolean.TRUE.equals(claim)) {
        wrong.add("claim", "must be left out without gpus");
      }
      return GpuWish.NONE;
    }
    if (count < 0) {
      wrong.add("gpus", "must be 0 or more, not " + count);
      return GpuWish.NONE;
    }
    var wish = kind == null ? GpuWish.of(count) : wish(count, kind, wrong);
    if (Boolean.TRUE.equals(claim)) {
      wish = wish.withClaim();
    }
    checkThere(wish, wrong);
    return wish;
  }

  /** Who may choose GPUs one by one could always take the best ones, and wait in front of them. */
  static void checkChoice(GpuWish wish, Plan plan, Violations wrong) {
    if (!wish.ids().isEmpty() && !plan.permissions().chosenGpus()) {
      wrong.add(
          "gpu.uuids",
          "must be left out: your plan '"
              + plan.name()
              + "' does not allow it (permissions.chosenGpus)");
    }
  }

  private static GpuWish wish(int count, GpuRequest kind, Violations wrong) {
    if (kind.model() != null && (kind.model().isBlank() || kind.model().length() > MAX_MODEL)) {
      wrong.add("gpu.model", "must be 1 to " + MAX_MODEL + " characters of a model's name");
    }
    ByteSize memory = null;
    if (kind.memory() != null) {
      memory = ByteSize.parse(kind.memory()).orElse(null);
      if (memory == null) {
        wrong.add("gpu.memory", "must be a size like 40g, not " + Violations.quote(kind.memory()));
      }
    }
    return new GpuWish(
        count,
        kind.model(),
        memory,
        ids(count, kind.uuids(), wrong),
        Boolean.TRUE.equals(kind.share()),
        onLoss(kind, wrong),
        false);
  }

  private static OnLoss onLoss(GpuRequest kind, Violations wrong) {
    String word = kind.onLoss() == null ? OnLoss.TELL.word() : kind.onLoss();
    return Stream.of(OnLoss.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseGet(
            () -> {
              wrong.add("gpu.onLoss", "must be tell or restart, not " + Violations.quote(word));
              return OnLoss.TELL;
            });
  }

  private static List<GpuId> ids(int count, @Nullable List<String> uuids, Violations wrong) {
    if (uuids == null) {
      return List.of();
    }
    var texts = FieldRules.list("gpu.uuids", uuids, count, wrong);
    for (int i = 0; i < texts.size(); i++) {
      if (!GpuId.isValid(texts.get(i))) {
        wrong.add(
            "gpu.uuids[" + i + "]",
            "must be a UUID like GPU-… or MIG-…, not " + Violations.quote(texts.get(i)));
        return List.of();
      }
    }
    if (texts.size() != count || new HashSet<>(texts).size() != count) {
      wrong.add("gpu.uuids", "must be as many as gpus, each once, or left out");
    }
    return texts.stream().map(GpuId::new).toList();
  }

  /** A wish that this node can never grant would wait for ever. */
  private void checkThere(GpuWish wish, Violations wrong) {
    var usable = gpus.usable();
    long matching = usable.stream().filter(wish::matches).count();
    if (matching < wish.count()) {
      wrong.add(
          "gpus",
          "must be at most "
              + matching
              + (usable.size() == matching ? "" : " of this kind")
              + ", for this node has "
              + describe(usable)
              + ", not "
              + wish.count());
    }
  }

  private static String describe(List<Gpu> usable) {
    if (usable.isEmpty()) {
      return "no GPU to give";
    }
    return usable.size()
        + " to give: "
        + String.join(", ", usable.stream().map(Gpu::model).distinct().sorted().toList());
  }
}
