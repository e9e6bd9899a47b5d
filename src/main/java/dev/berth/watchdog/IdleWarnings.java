package dev.berth.watchdog;

import dev.berth.idle.IdleConfig;
import dev.berth.idle.model.IdleTexts;
import dev.berth.idle.model.IdleWindow.Verdict;
import dev.berth.lease.model.Lease;
import dev.berth.notify.Outbox;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice;
import dev.berth.workspace.WorkspaceConfig;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Tells owners that their workspaces are about to be stopped, by every way there is. */
@Singleton
class IdleWarnings {

  private final Post post;
  private final TerminalLines terminals;
  private final WorkspaceConfig workspace;
  private final IdleConfig config;
  private final ExecutorService threads;

  /** Where notices for channels outside are kept, and the channels that there are. */
  record Post(Outbox outbox, Supplier<Set<Channel>> channels) {}

  IdleWarnings(
      Post post,
      TerminalLines terminals,
      WorkspaceConfig workspace,
      IdleConfig config,
      @Named("background") ExecutorService threads) {
    this.post = post;
    this.terminals = terminals;
    this.workspace = workspace;
    this.config = config;
    this.threads = threads;
  }

  Notice notice(Lease lease, Verdict.Warn warn, long turn, Instant now) {
    return IdleTexts.notice(
        lease, warn, turn, now, workspace.berthUrl(), config.longestKeepAwake());
  }

  /** To be sent, in the caller's transaction. */
  void post(Notice notice, Instant now) {
    post.outbox().add(notice, post.channels().get(), now);
  }

  /** On the terminals that are open now. */
  void show(Lease lease, Notice notice) {
    if (lease.spec().ssh()) {
      threads.execute(() -> terminals.show(lease, notice.text()));
    }
  }
}
