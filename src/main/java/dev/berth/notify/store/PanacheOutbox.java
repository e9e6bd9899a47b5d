package dev.berth.notify.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.berth.kernel.ClockSkew;
import dev.berth.notify.Outbox;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Delivery;
import dev.berth.notify.model.Notice;
import dev.berth.notify.model.Retry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hibernate.Session;

/** Keeps deliveries in PostgreSQL. Each method is one short statement. */
@ApplicationScoped
class PanacheOutbox implements Outbox {

  private static final int MOST_ERROR = 500;

  /** Its own mapper: the API's settings must not change what is stored. */
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final Session database;

  PanacheOutbox(Session database) {
    this.database = database;
  }

  @Override
  public void add(Notice notice, Set<Channel> channels, Instant now) {
    String json = write(notice);
    inTransaction(
        () ->
            channels.stream()
                .mapToInt(
                    channel ->
                        database
                            .createNativeMutationQuery(
                                """
                                insert into delivery
                                  (notice_id, channel, notice, created_at, next_try_at)
                                values (?1, ?2, cast(?3 as jsonb), ?4, ?4)
                                on conflict do nothing""")
                            .setParameter(1, notice.id())
                            .setParameter(2, channel.name())
                            .setParameter(3, json)
                            .setParameter(4, now)
                            .executeUpdate())
                .sum());
  }

  @Override
  public List<Delivery> claim(Instant now, Instant until, int most) {
    return inTransaction(
        () -> {
          List<Object[]> rows =
              database
                  .createNativeQuery(
                      """
                      with due as materialized (
                        select notice_id, channel from delivery where next_try_at <= ?1
                        order by next_try_at limit ?3 for no key update skip locked),
                      ahead as materialized (
                        select notice_id, channel from delivery where next_try_at > ?4
                        limit ?3 for no key update skip locked),
                      found as (select * from due union all select * from ahead limit ?3)
                      update delivery d set next_try_at = ?2, tries = d.tries + 1 from found
                      where d.notice_id = found.notice_id and d.channel = found.channel
                      returning cast(d.notice as text), d.channel, d.tries, d.created_at""",
                      Object[].class)
                  .setParameter(1, now)
                  .setParameter(2, until)
                  .setParameter(3, most)
                  .setParameter(4, ClockSkew.ahead(now).plus(Retry.LONGEST))
                  .getResultList();
          return rows.stream().map(PanacheOutbox::toModel).toList();
        });
  }

  @Override
  public void delivered(Delivery delivery, Instant at) {
    inTransaction(
        () ->
            database
                .createNativeMutationQuery(
                    """
                    update delivery set next_try_at = null, delivered_at = ?3, error = null
                    where notice_id = ?1 and channel = ?2""")
                .setParameter(1, delivery.notice().id())
                .setParameter(2, delivery.channel().name())
                .setParameter(3, at)
                .executeUpdate());
  }

  @Override
  public void failed(Delivery delivery, String why, Optional<Instant> next) {
    String error = why.length() > MOST_ERROR ? why.substring(0, MOST_ERROR) : why;
    inTransaction(
        () ->
            database
                .createNativeMutationQuery(
                    """
                    update delivery set next_try_at = cast(?3 as timestamptz), error = ?4
                    where notice_id = ?1 and channel = ?2
                      and tries = ?5 and next_try_at is not null""")
                .setParameter(1, delivery.notice().id())
                .setParameter(2, delivery.channel().name())
                .setParameter(3, next.orElse(null))
                .setParameter(4, error)
                .setParameter(5, delivery.tries())
                .executeUpdate());
  }

  private static Delivery toModel(Object[] row) {
    return new Delivery(
        read((String) row[0]),
        Channel.valueOf((String) row[1]),
        ((Number) row[2]).intValue(),
        (Instant) row[3]);
  }

  private static String write(Notice notice) {
    try {
      return JSON.writeValueAsString(notice);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Notice read(String json) {
    try {
      return JSON.readValue(json, Notice.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
