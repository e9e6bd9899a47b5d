package dev.berth.notify;

import dev.berth.notify.model.Retry;
import dev.berth.notify.model.Template;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When users are warned, and through which channels beside events and terminals. */
@ConfigMapping(prefix = "berth.notify")
public interface NotifyConfig {

  /** How long before a lease ends its owner is warned. A short term has fewer warnings. */
  @WithDefault("24h,2h,15m")
  List<Duration> before();

  /** How long before an expired workspace is removed its owner is warned; 0s: not at all. */
  @WithDefault("24h")
  Duration beforeRemoval();

  /** How often a mail or a call of the webhook is tried. */
  @WithDefault("8")
  @Min(1)
  @Max(100)
  int tries();

  /** After which it is not tried any more. */
  @WithDefault("6h")
  Duration giveUpAfter();

  Mail mail();

  Webhook webhook();

  default Retry retry() {
    return new Retry(tries(), giveUpAfter());
  }

  /** Mail. The server is set by Quarkus' own {@code quarkus.mailer.*}. */
  interface Mail {

    /** A user's address, such as <code>{handle}@example.org</code>; unset: no mail. */
    Optional<
            @Pattern(
                regexp = "[^@\\s,;<>]{1,64}@[^@\\s,;<>]{1,190}",
                message = "must be an address like {handle}@example.org")
            String>
        to();
  }

  /** A webhook, one for all users. */
  interface Webhook {

    /** What is called with POST; unset: nothing. May be a secret itself. */
    Optional<
            @Pattern(
                regexp = "https?://[\\x21-\\x7e]{1,2000}",
                message = "must be an http or https address")
            String>
        url();

    /** Key of the signature that calls carry; unset: none. */
    Optional<String> secret();

    /** Form of the body. */
    @WithDefault("json")
    Template template();

    /** How long a call may take; up to a minute. */
    @WithDefault("10s")
    Duration timeout();
  }
}
