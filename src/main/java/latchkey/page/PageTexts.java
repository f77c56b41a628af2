package latchkey.page;

import static java.util.Objects.requireNonNull;

import io.quarkus.qute.RawString;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.LatchkeyConfig;
import latchkey.contract.Endpoint;
import latchkey.email.EmailConfig;
import latchkey.email.PreferredLanguages;
import latchkey.email.Templates;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.http.IssuerUrl;
import latchkey.password.PasswordConfig;
import latchkey.platform.factor.QrCode;
import org.jspecify.annotations.Nullable;

/** Writes the account pages, in the language of the client. */
@ApplicationScoped
public class PageTexts {

    /** The path of the pages, without the issuer's path. */
    static final String PATH = "/account/pages";

    /** Characters of the longest token, address or code that a form takes. */
    private static final int MAX_LENGTH = 2000;

    /** Characters of the longest address of a new app's secret. */
    private static final int MAX_URI = 600;

    private static final Pattern SECRET = Pattern.compile("otpauth://totp/.*[?&]secret=([A-Z2-7]+)");

    private final EmailConfig config;
    private final String base;
    private final int shortestPassword;
    private final Templates templates;

    public PageTexts(EmailConfig config, LatchkeyConfig latchkey, PasswordConfig passwords) {
        this.config = config;
        shortestPassword =
                Math.max(PasswordConfig.MIN_LENGTH, passwords.minLength().orElse(0));
        base = IssuerUrl.path(latchkey.issuer()) + PATH;
        templates = new Templates("page", config.templates());
    }

    /** What is wrong with the operator's templates, in a sentence that names file and line. */
    public static Optional<String> flaw(EmailConfig config, LatchkeyConfig latchkey, PasswordConfig passwords) {
        return config.areTemplatesInUse() ? new PageTexts(config, latchkey, passwords).flaw() : Optional.empty();
    }

    private Optional<String> flaw() {
        return templates.flaw(() -> {
            AccountPage page = new AccountPage("reset")
                    .with(AccountPage.Field.TOKEN)
                    .with(AccountPage.Field.PASSWORD)
                    .link("forgot");
            templates.languages().forEach(language -> {
                write(page, language);
                writeManage(language, null, null, true, true);
            });
        });
    }

    /** The content of a stylesheet or script. */
    String asset(String file) {
        return templates.read(file).orElseThrow();
    }

    String language(PreferredLanguages preferred) {
        return preferred.best(templates.languages()).orElse(Templates.FALLBACK);
    }

    /** The page in HTML. */
    String write(AccountPage page, String language) {
        String texts = page.name + (page.done ? ".done" : "");
        Map<String, Object> data = new HashMap<>();
        data.put("lang", language);
        data.put("product", config.product());
        data.put("logo", config.logo().orElse(null));
        data.put("support", config.support().orElse(null));
        data.put(
                "supportText",
                config.support()
                        .map(address -> text(language, "support", Map.of("support", address)))
                        .orElse(null));
        data.put("home", config.home().orElse(null));
        data.put("base", base);
        data.put("title", text(language, texts + ".title", Map.of()));
        data.put("text", paragraphs(text(language, texts + ".text", Map.of())));
        data.put("done", page.done && page.fields.isEmpty());
        data.put("error", error(page, language));
        data.put("show", text(language, "field.password.show", Map.of()));
        data.put("hide", text(language, "field.password.hide", Map.of()));
        data.put("action", page.fields.isEmpty() ? null : base + "/" + action(page));
        data.put("button", text(language, action(page) + ".button", Map.of()));
        data.put(
                "fields",
                page.fields.stream().map(field -> field(page, field, language)).toList());
        data.put("codes", page.codes);
        data.put("app", app(page));
        data.put("passkey", page.fields.contains(AccountPage.Field.PASSKEY));
        data.put("passkeyButton", text(language, "passkey.button", Map.of()));
        data.put("passkeyFailed", text(language, "error.passkey", Map.of()));
        data.put("links", links(page, language));
        return templates.render("page.html", data);
    }

    /** The name of the first app of a user who did not choose one. */
    String nameOfApp(String language) {
        return text(language, "enrolment.app", Map.of());
    }

    /** The secret of a new app, as a picture and to type; null on other pages. */
    private static @Nullable Map<String, Object> app(AccountPage page) {
        String uri = page.values.getOrDefault(AccountPage.Field.OTPAUTH.name(), "");
        Matcher secret = SECRET.matcher(uri);
        return uri.length() <= MAX_URI && secret.lookingAt()
                ? Map.of("secret", secret.group(1), "qr", new RawString(QrCode.svg(uri)))
                : null;
    }

    /**
     * The page on which users look after their account.
     *
     * @param back the way back to a frontend
     * @param refresh where the page continues the session of a frontend
     */
    String writeManage(
            String language, @Nullable String back, @Nullable Endpoint refresh, boolean mails, boolean passkeys) {
        Map<String, Object> data = new HashMap<>();
        data.put("back", back);
        data.put("refresh", refresh == null ? null : refresh.path());
        data.put("refreshMethod", refresh == null ? null : refresh.method());
        data.put("mails", mails);
        data.put("passkeys", passkeys);
        data.put("lang", language);
        data.put("product", config.product());
        data.put("logo", config.logo().orElse(null));
        data.put("home", config.home().orElse(null));
        data.put("base", base);
        data.put("shortest", shortestPassword);
        data.put("t", templates.texts(language, "manage."));
        return templates.render("manage.html", data);
    }

    private static List<String> paragraphs(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n\n+"));
    }

    /** A page with a result and a form leads on to a new password. */
    private static String action(AccountPage page) {
        return page.done ? "reset" : page.name;
    }

    private Map<String, Object> field(AccountPage page, AccountPage.Field field, String language) {
        Map<String, Object> data = new HashMap<>();
        FieldError flaw = page.flaw(field.name());
        String key = "field." + field.name();
        data.put("name", field.name());
        data.put("type", field.type());
        data.put("autocomplete", field.autocomplete());
        data.put("fromLink", field.fromLink());
        data.put("label", text(language, key, Map.of()));
        data.put("hint", hint(field, language));
        data.put("value", field.type().equals("password") ? null : page.values.get(field.name()));
        data.put("error", flaw == null ? null : text(language, "error." + word(flaw), Map.of("count", flaw.limit())));
        data.put("minlength", field == AccountPage.Field.PASSWORD ? shortestPassword : null);
        data.put("maxlength", MAX_LENGTH);
        data.put("required", !field.type().equals("checkbox"));
        return data;
    }

    private @Nullable String hint(AccountPage.Field field, String language) {
        if (field == AccountPage.Field.PASSWORD) {
            return text(language, "error.too-short", Map.of("count", shortestPassword));
        }
        String key = "field." + field.name() + ".hint";
        return templates.hasText(language, key) ? text(language, key, Map.of()) : null;
    }

    private List<Map<String, String>> links(AccountPage page, String language) {
        List<Map<String, String>> links = new ArrayList<>();
        page.links.forEach(name -> links.add(Map.of(
                "label", text(language, "link." + name.replaceFirst(":.*", ""), Map.of()), "url", url(page, name))));
        config.home()
                .filter(home -> page.done && page.fields.isEmpty())
                .ifPresent(home -> links.add(Map.of("label", text(language, "link.home", Map.of()), "url", home)));
        return links;
    }

    private String url(AccountPage page, String link) {
        return switch (link) {
            case "code" -> "?code";
            case AccountPage.RETURN -> requireNonNull(page.values.get(AccountPage.Field.RETURN_TO.name()));
            default -> base + "/" + link.replace("code:", "") + (link.startsWith("code:") ? "?code" : "");
        };
    }

    /** A failure that belongs to no field of the form. */
    private @Nullable String error(AccountPage page, String language) {
        AuthFailure failure = page.failure;
        if (failure == null || page.fields.stream().anyMatch(field -> page.flaw(field.name()) != null)) {
            return null;
        }
        String word =
                switch (failure.reason()) {
                    case LINK_REJECTED -> "link";
                    case CODE_REJECTED, CODE_REQUIRED -> "second-factor";
                    case PASSKEY_REJECTED -> "passkey";
                    case BAD_CREDENTIALS -> page.name.equals(Forms.LOGIN) ? "credentials" : "sign-in-over";
                    case EMAIL_NOT_VERIFIED -> "not-verified";
                    case TOO_MANY_ATTEMPTS -> "too-many";
                    case ALREADY_TAKEN -> "taken";
                    case FORBIDDEN -> "forbidden";
                    case NOT_FOUND -> "app";
                    case UNAVAILABLE -> "unavailable";
                    default -> "unexpected";
                };
        return text(language, "error." + word, Map.of("seconds", failure.retryAfter()));
    }

    private static String word(FieldError flaw) {
        return switch (flaw.kind()) {
            case MISSING, NULL, BLANK -> "required";
            case TOO_SHORT -> "too-short";
            case TOO_LONG -> "too-long";
            case NOT_AN_EMAIL -> "email";
            case COMMON -> "common";
            case TAKEN -> "taken";
            default -> "character";
        };
    }

    private String text(String language, String key, Map<String, ?> data) {
        return templates.text(language, key, data);
    }
}
