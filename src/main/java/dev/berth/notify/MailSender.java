package dev.berth.notify;

import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice;
import dev.berth.notify.model.Sent;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import jakarta.inject.Singleton;

/** Sends mail by way of Quarkus' mailer, which knows the server. */
@Singleton
class MailSender implements Sender {

  private final NotifyConfig.Mail config;
  private final Mailer mailer;

  MailSender(NotifyConfig config, Mailer mailer) {
    this.config = config.mail();
    this.mailer = mailer;
  }

  @Override
  public Channel channel() {
    return Channel.MAIL;
  }

  @Override
  public boolean isOn() {
    return config.to().isPresent();
  }

  @Override
  public Sent send(Notice notice) {
    String to = config.to().orElseThrow().replace("{handle}", notice.owner().value());
    try {
      mailer.send(
          Mail.withText(to, notice.subject(), notice.text() + "\n")
              .addHeader("Auto-Submitted", "auto-generated")
              .addHeader("X-Berth-Notice", notice.id()));
      return new Sent.Delivered();
    } catch (RuntimeException e) {
      // The mailer has no exception of its own: whatever the server or the network had to say.
      return new Sent.Failed(String.valueOf(e.getMessage()));
    }
  }
}
