package latchkey.smtp;

import io.quarkus.mailer.Mail;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import latchkey.email.MailSender;
import latchkey.key.KeyRing;
import latchkey.text.Recipients;
import org.jspecify.annotations.Nullable;

/** Sends mails over SMTP, with Quarkus' mailer. */
@ApplicationScoped
class SmtpSender implements MailSender {

    /** Replies that refuse the mail or its recipient (RFC 5321, 4.2.3). Others, such as a refused login, an operator can mend. */
    private static final int FIRST_PERMANENT = 550;

    private static final int LAST_PERMANENT = 559;

    private static final int MAX_CAUSES = 10;

    /** Resolved at the first mail, so that the start does not make a client for mails. */
    private final Instance<MailClients> clients;

    private final AtomicReference<MailClients.@Nullable Client> client = new AtomicReference<>();

    private final KeyRing keys;

    SmtpSender(Instance<MailClients> clients, KeyRing keys) {
        this.clients = clients;
        this.keys = keys;
    }

    @Override
    public void requireRightSecret() {
        keys.requireRightSecret();
    }

    @Override
    public void send(WrittenMail mail) throws Failure {
        Mail message = new Mail()
                .setFrom(mail.from())
                .addTo(recipient(mail.to()))
                .setSubject(mail.subject())
                .setText(mail.text())
                .setHtml(mail.html())
                .addHeader("Message-ID", "<" + mail.id() + "@" + domain(mail.from()) + ">")
                // RFC 3834, 5
                .addHeader("Auto-Submitted", "auto-generated");
        MailClients.Client used = client.updateAndGet(present ->
                present == null || present.isRetired() ? clients.get().open() : present);
        try {
            used.send(message).await().atMost(used.maxWait());
        } catch (TimeoutException e) {
            // Its connection stays in the pool for good.
            used.retire();
            throw new Failure("the mail server does not answer", false);
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    /** @throws Failure permanent, if no mail can be sent to it */
    private static String recipient(String address) throws Failure {
        return Recipients.inAscii(address)
                .orElseThrow(() -> new Failure("no mail can be sent to such an address", true));
    }

    private static String domain(String sender) {
        return sender.substring(sender.lastIndexOf('@') + 1).replaceFirst(">.*", "");
    }

    private static Failure failure(RuntimeException e) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES)
                .filter(SMTPException.class::isInstance)
                .map(SMTPException.class::cast)
                .findFirst()
                .map(refused -> new Failure(
                        "the mail server refuses: " + oneLine(refused),
                        refused.getReplyCode() >= FIRST_PERMANENT && refused.getReplyCode() <= LAST_PERMANENT))
                .orElseGet(() -> new Failure("the mail server cannot be used: " + oneLine(root(e)), false));
    }

    private static Throwable root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null || cause == e ? e : root(cause);
    }

    private static String oneLine(Throwable e) {
        return String.format(Locale.ROOT, "%s", e.getMessage()).replaceAll("\\s+", " ");
    }
}
