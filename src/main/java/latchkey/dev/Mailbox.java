package latchkey.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import latchkey.email.MailSender.WrittenMail;
import latchkey.email.MailTexts;
import latchkey.email.Outbox;
import latchkey.email.OutboxMessage;
import latchkey.http.ReadOnlyRoute;
import latchkey.playground.Pages;

/** Serves {@code /dev/mailbox}: all mails of the last week, as they were sent. In development no mail server is needed. */
@IfBuildProfile(anyOf = {"dev", "test"})
@Singleton
class Mailbox {

    private static final String ROOT = "/dev/mailbox";

    /** The number of mails that the page shows. */
    private static final int MAX_MAILS = 100;

    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Mails have their styles in them, since mail clients load none. */
    private static final String MAIL_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; form-action 'none';"
                    + " frame-ancestors 'self'";

    private final Outbox outbox;
    private final MailTexts texts;
    private final ObjectMapper json;

    Mailbox(Outbox outbox, MailTexts texts, ObjectMapper json) {
        this.outbox = outbox;
        this.texts = texts;
        this.json = json;
    }

    /** A mail in the list. */
    record Listed(UUID id, String kind, String state, String to, String subject, Instant at, String text) {}

    void serve(@Observes Router router) {
        ReadOnlyRoute.serve(router.route(ROOT), routing -> Pages.answer(routing, "mailbox.html", PAGE_POLICY));
        ReadOnlyRoute.serve(router.route(ROOT + "/mails"), this::list);
        ReadOnlyRoute.serve(router.routeWithRegex(ROOT + "/mails/(?<id>[0-9a-f-]{36})"), this::show);
    }

    private void list(RoutingContext routing) {
        List<Listed> mails = mails().stream().map(this::listed).toList();
        try {
            routing.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(json.writeValueAsString(mails));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are JSON", e);
        }
    }

    private Listed listed(OutboxMessage message) {
        WrittenMail mail = texts.write(message);
        return new Listed(
                message.id,
                message.kind.name(),
                message.state().name(),
                mail.to(),
                mail.subject(),
                message.createdAt,
                mail.text());
    }

    private void show(RoutingContext routing) {
        Optional<OutboxMessage> found = mails().stream()
                .filter(message -> message.id.toString().equals(routing.pathParam("id")))
                .findFirst();
        if (found.isEmpty()) {
            routing.next();
            return;
        }
        routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", MAIL_POLICY)
                // The page shows the mail in a frame, in which the account pages do not open.
                .end(texts.write(found.get()).html().replaceFirst("<head>", "<head><base target=\"_top\">"));
    }

    private List<OutboxMessage> mails() {
        return outbox.list(true, null, MAX_MAILS);
    }
}
