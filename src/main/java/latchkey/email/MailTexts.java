package latchkey.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import latchkey.LatchkeyConfig;
import org.jspecify.annotations.Nullable;

/** Writes mails: puts links, codes and facts into the templates, in the language of the mail. */
@ApplicationScoped
public class MailTexts {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private static final Pattern PARAGRAPH_END = Pattern.compile("\n\n+");

    /** Characters that would begin another header. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final EmailConfig config;
    private final LinkTokens tokens;
    private final String issuer;
    private final Templates templates;

    public MailTexts(EmailConfig config, LatchkeyConfig latchkey, LinkTokens tokens) {
        this.config = config;
        this.tokens = tokens;
        issuer = latchkey.issuer();
        templates = new Templates("email", config.templates());
    }

    /** The languages that mails can be written in. */
    public Set<String> languages() {
        return templates.languages();
    }

    /** What is wrong with the operator's templates, in a sentence that names file and line. */
    public Optional<String> flaw() {
        return templates.flaw(() -> {
            for (String language : languages()) {
                for (MailKind kind : MailKind.values()) {
                    write(example(kind, language));
                }
            }
        });
    }

    private static OutboxMessage example(MailKind kind, String language) {
        OutboxMessage example = new OutboxMessage();
        example.id = new UUID(0, 0);
        example.kind = kind;
        example.language = language;
        example.recipient = "ada@shop.example";
        example.about = "grace@shop.example";
        example.detail = kind.isToOperator() ? "the receiver answered 410" : null;
        example.linkId = kind.link() == null ? null : example.id;
        example.notMeId = kind.isNotice() ? example.id : null;
        example.address = "192.0.2.1";
        example.userAgent = "Firefox/1 Linux";
        example.createdAt = Instant.EPOCH;
        return example;
    }

    /** The mail as it is sent. */
    public MailSender.WrittenMail write(OutboxMessage message) {
        Map<String, Object> data = data(message);
        return new MailSender.WrittenMail(
                message.id,
                config.sender().orElse(""),
                message.recipient,
                CONTROL.matcher((String) data.get("subject")).replaceAll(" "),
                templates.render(file(message.kind, "txt"), data),
                templates.render(file(message.kind, "html"), data));
    }

    /** The operator may have a template for one kind of mail. */
    private String file(MailKind kind, String ending) {
        String ofKind = kind.label() + "." + ending;
        return templates.ownFiles().contains(ofKind) ? ofKind : "mail." + ending;
    }

    private Map<String, Object> data(OutboxMessage message) {
        String language = message.language;
        String kind = message.kind.label();
        Map<String, Object> named = new HashMap<>();
        named.put("product", config.product());
        named.put("address", message.about == null ? message.recipient : message.about);
        named.put("username", message.about == null ? "" : message.about);
        named.put("recipient", message.recipient);
        named.put("support", config.support().orElse(""));
        Map<String, Object> data = new HashMap<>(named);
        data.put("lang", language);
        data.put("kind", kind);
        data.put("logo", config.logo().orElse(null));
        data.put("support", config.support().orElse(null));
        data.put("subject", templates.text(language, kind + ".subject", named));
        data.put("heading", templates.text(language, kind + ".heading", named));
        data.put("paragraphs", List.of(PARAGRAPH_END.split(templates.text(language, kind + ".text", named))));
        data.put("closing", optional(language, kind + ".closing", named));
        data.put("supportText", config.support().isEmpty() ? null : optional(language, "support", named));
        data.put(
                "sentTo",
                templates.text(language, message.kind.isToOperator() ? "sent-to.operator" : "sent-to", named));
        data.put("facts", facts(message, named));
        putLink(message, named, data);
        data.put("notMe", message.notMeId == null ? null : templates.text(language, "not-me", named));
        data.put("notMeUrl", message.notMeId == null ? null : url(LinkKind.NOT_ME, message.notMeId, message));
        return data;
    }

    private void putLink(OutboxMessage message, Map<String, Object> named, Map<String, Object> data) {
        LinkKind link = message.kind.link();
        UUID id = message.linkId;
        boolean codes = link != null && link.hasCode() && config.proof() != EmailConfig.Proof.LINKS;
        boolean links = link != null && !(codes && config.proof() == EmailConfig.Proof.CODES);
        data.put("button", links ? templates.text(message.language, message.kind.label() + ".button", named) : null);
        data.put("url", links && link != null && id != null ? url(link, id, message) : null);
        data.put("code", codes && id != null ? grouped(tokens.code(id)) : null);
        data.put("codeText", codes ? templates.text(message.language, links ? "code" : "code.only", named) : null);
        data.put("expiry", link == null ? null : expiry(message.language, link.lifetime()));
    }

    /** In a URL of the frontend, {@code {uid}} is the account's id as Django writes it. */
    private String url(LinkKind kind, UUID id, OutboxMessage message) {
        String token = tokens.token(id);
        String uid = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.valueOf(message.accountId).getBytes(UTF_8));
        return config.links()
                .of(kind)
                .map(page -> page.replace("{token}", token).replace("{uid}", uid))
                .orElseGet(() -> issuer + "/account/pages/" + kind.label() + "#" + token);
    }

    /** In two groups of four, which are easier to read. */
    private static String grouped(String code) {
        return code.substring(0, code.length() / 2) + "-" + code.substring(code.length() / 2);
    }

    private String expiry(String language, Duration lifetime) {
        if (lifetime.toHours() < 1) {
            return templates.text(language, "expiry.minutes", Map.of("count", lifetime.toMinutes()));
        }
        boolean hours = lifetime.toDays() < 1;
        long count = hours ? lifetime.toHours() : lifetime.toDays();
        String unit = hours ? "hour" : "day";
        return templates.text(language, "expiry." + (count == 1 ? unit : unit + "s"), Map.of("count", count));
    }

    private List<Map<String, String>> facts(OutboxMessage message, Map<String, Object> named) {
        List<Map<String, String>> facts = new ArrayList<>();
        if (message.address != null || message.detail != null) {
            facts.add(fact(message, "time", TIME.format(message.createdAt.atOffset(ZoneOffset.UTC)), named));
        }
        if (message.about != null && message.detail != null) {
            facts.add(fact(message, "url", message.about, named));
            facts.add(fact(message, "reason", message.detail, named));
        }
        if (message.address != null) {
            facts.add(fact(message, "address", message.address, named));
            DeviceName.of(message.userAgent).ifPresent(device -> facts.add(fact(message, "device", device, named)));
        }
        return facts;
    }

    private Map<String, String> fact(OutboxMessage message, String name, String value, Map<String, Object> named) {
        return Map.of("label", templates.text(message.language, "facts." + name, named), "value", value);
    }

    private @Nullable String optional(String language, String key, Map<String, Object> named) {
        return templates.hasText(language, key) ? templates.text(language, key, named) : null;
    }
}
