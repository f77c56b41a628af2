package latchkey.smtp;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.SentMail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.mailer.runtime.MailerRuntimeConfig;
import io.quarkus.mailer.runtime.MailerSupport;
import io.quarkus.mailer.runtime.Mailers;
import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens clients of the mail server, as {@code quarkus.mailer} configures them. Quarkus has one for the whole process; after a server
 * that hangs, its pool would stay short of a connection until the next start.
 */
@Dependent
class MailClients {

    /** Shorter than the time after which another replica sends the mail. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    private static final MailerSupport DEFAULT_ONLY = new MailerSupport(true, Set.of());

    private final Vertx vertx;
    private final io.vertx.mutiny.core.Vertx mutiny;
    private final MailersRuntimeConfig config;
    private final TlsConfigurationRegistry tls;
    private final Event<SentMail> events;

    MailClients(
            Vertx vertx,
            io.vertx.mutiny.core.Vertx mutiny,
            MailersRuntimeConfig config,
            TlsConfigurationRegistry tls,
            Event<SentMail> events) {
        this.vertx = vertx;
        this.mutiny = mutiny;
        this.config = config;
        this.tls = tls;
        this.events = events;
    }

    Client open() {
        Mailers mailers = new Mailers(vertx, mutiny, config, LaunchMode.current(), DEFAULT_ONLY, tls, events);
        return new Client(mailers, vertx.getOrCreateContext(), maxWait());
    }

    /** The setting {@code quarkus.mailer.timeout}, if it is shorter. */
    private Duration maxWait() {
        return Optional.ofNullable(config.mailers().get(Mailers.DEFAULT_MAILER_NAME))
                .map(MailerRuntimeConfig::timeout)
                .filter(timeout -> !timeout.isZero() && timeout.compareTo(MAX_WAIT) < 0)
                .orElse(MAX_WAIT);
    }

    /** A client with its pool of connections. */
    static final class Client {

        private final Mailers mailers;
        private final ReactiveMailer mailer;

        /** All mails are sent from one event loop: otherwise the client may miss the server's greeting. */
        private final Context context;

        private final AtomicInteger sending = new AtomicInteger();
        private final AtomicBoolean retired = new AtomicBoolean();
        private final AtomicBoolean closed = new AtomicBoolean();

        private final Duration maxWait;

        private Client(Mailers mailers, Context context, Duration maxWait) {
            this.mailers = mailers;
            this.maxWait = maxWait;
            this.context = context;
            mailer = mailers.reactiveMailerFromName(Mailers.DEFAULT_MAILER_NAME);
        }

        Uni<Void> send(Mail mail) {
            sending.incrementAndGet();
            return Uni.createFrom()
                    .deferred(() -> mailer.send(mail))
                    .runSubscriptionOn(work -> context.runOnContext(now -> work.run()))
                    .onTermination()
                    .invoke(this::finish);
        }

        /** How long to wait until the server has taken a mail. */
        Duration maxWait() {
            return maxWait;
        }

        boolean isRetired() {
            return retired.get();
        }

        /** Closes all connections once no other mail is being sent. */
        void retire() {
            retired.set(true);
            closeIfUnused();
        }

        private void finish() {
            sending.decrementAndGet();
            closeIfUnused();
        }

        private void closeIfUnused() {
            if (retired.get() && sending.get() <= 0 && !closed.getAndSet(true)) {
                mailers.stop();
            }
        }
    }
}
