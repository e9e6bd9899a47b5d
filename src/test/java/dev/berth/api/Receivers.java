package dev.berth.api;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.berth.notify.HookServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real mail server and a webhook's other side, on which Berth is set. */
public final class Receivers implements QuarkusTestResourceLifecycleManager {

  static @Nullable GreenMail mail;
  static @Nullable HookServer hook;

  @Override
  public Map<String, String> start() {
    var smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    mail = smtp;
    var server = new HookServer();
    hook = server;
    return Map.of(
        "berth.notify.mail.to", "{handle}@example.org",
        "berth.notify.webhook.url", server.url(),
        "berth.notify.webhook.secret", "s3cret",
        "quarkus.mailer.mock", "false",
        "quarkus.mailer.from", "berth@example.org",
        "quarkus.mailer.host", "127.0.0.1",
        "quarkus.mailer.port", String.valueOf(smtp.getSmtp().getPort()));
  }

  @Override
  public void stop() {
    if (mail != null) {
      mail.stop();
    }
    if (hook != null) {
      hook.close();
    }
  }
}
