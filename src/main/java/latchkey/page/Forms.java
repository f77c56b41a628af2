package latchkey.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.email.EmailConfig;
import latchkey.email.LinkKind;
import latchkey.email.Mails;
import latchkey.factor.RememberedDevices;
import latchkey.failure.AuthFailure;
import latchkey.http.body.FormBody;
import latchkey.page.AccountPage.Field;
import latchkey.passkey.Passkeys;

/** The pages by name, each with its form. */
@ApplicationScoped
class Forms {

    /** Pages that ask for a mail. */
    private static final List<String> ASKING = List.of("forgot", "resend", "sign-in-ask");

    /** Where a user asks for a new mail if a link is no longer valid. */
    private static final Map<LinkKind, String> ASK_AGAIN =
            Map.of(LinkKind.RESET, "forgot", LinkKind.VERIFY, "resend", LinkKind.SIGN_IN, "sign-in-ask");

    static final String LOGIN = "login";

    static final String SECOND_FACTOR = "second-factor";

    static final String ENROLMENT = "enrolment";

    static final String ENROLMENT_CODE = "enrolment-code";

    private final EmailConfig config;
    private final Mails mails;
    private final RememberedDevices devices;
    private final Passkeys passkeys;
    private final URI issuer;

    Forms(EmailConfig config, Mails mails, RememberedDevices devices, Passkeys passkeys, LatchkeyConfig latchkey) {
        this.config = config;
        this.mails = mails;
        this.devices = devices;
        this.passkeys = passkeys;
        issuer = URI.create(latchkey.issuer());
    }

    /**
     * The page with this name.
     *
     * @param withCode whether the user asks for the form that takes a code
     */
    Optional<AccountPage> find(String name, boolean withCode) {
        if (name.startsWith("sign-in") && !mails.signIn()) {
            return Optional.empty();
        }
        return ASKING.contains(name)
                ? Optional.of(new AccountPage(name).with(Field.EMAIL))
                : LinkKind.find(name).map(kind -> ofLink(kind, withCode));
    }

    /**
     * The page that asks for a second factor, in the middle of a sign-in.
     *
     * @param token the field of the token of the sign-in
     */
    AccountPage secondFactor(Field token) {
        AccountPage page = new AccountPage(SECOND_FACTOR)
                .with(token)
                .with(Field.CONTRACT)
                .with(Field.RETURN_TO)
                .with(Field.FACTOR);
        if (devices.areOn()) {
            page.with(Field.REMEMBER);
        }
        if (passkeys.areFor(issuer)) {
            page.with(Field.PASSKEY);
        }
        return page;
    }

    /** The page that asks for username and password, or a passkey. */
    AccountPage login() {
        AccountPage page = new AccountPage(LOGIN)
                .with(Field.USERNAME)
                .with(Field.CURRENT_PASSWORD)
                .with(Field.CONTRACT)
                .with(Field.RETURN_TO)
                .link("forgot")
                .link("sign-in-ask");
        if (passkeys.areFor(issuer)) {
            page.with(Field.PASSKEY);
        }
        removeMissingLinks(page);
        return page;
    }

    /**
     * The page that begins with the first authenticator app, in the middle of a sign-in that needs one.
     *
     * @param token the field of the token of the sign-in
     */
    AccountPage enrolment(Field token) {
        return new AccountPage(ENROLMENT).with(token).with(Field.CONTRACT).with(Field.RETURN_TO);
    }

    /** The page that shows the secret of that app, and asks for its first code. */
    AccountPage enrolmentCode() {
        return new AccountPage(ENROLMENT_CODE)
                .with(Field.MFA_TOKEN)
                .with(Field.CONTRACT)
                .with(Field.RETURN_TO)
                .with(Field.FACTOR_ID)
                .with(Field.OTPAUTH)
                .with(Field.FIRST_CODE);
    }

    /** The page after a request for a mail; it leads to the form for the code, if the mail has one. */
    AccountPage asked(String name, LinkKind kind) {
        AccountPage page = AccountPage.done(name);
        return config.proof() == EmailConfig.Proof.LINKS ? page : page.link("code:" + kind.label());
    }

    private AccountPage ofLink(LinkKind kind, boolean withCode) {
        AccountPage page = new AccountPage(kind.label());
        boolean codes = kind.hasCode() && config.proof() != EmailConfig.Proof.LINKS;
        if (codes && (withCode || config.proof() == EmailConfig.Proof.CODES)) {
            page.with(Field.EMAIL).with(Field.CODE);
        } else {
            page.with(Field.TOKEN);
            if (codes) {
                page.link("code");
            }
        }
        if (kind == LinkKind.RESET || kind == LinkKind.INVITE) {
            page.with(Field.PASSWORD);
        }
        Stream.ofNullable(ASK_AGAIN.get(kind)).forEach(page::link);
        return page;
    }

    /** The page of a request that was refused, with what the user had typed, except the password. */
    AccountPage retried(RoutingContext routing) {
        String path = routing.normalizedPath();
        Map<String, String> typed = typed(routing.body().buffer());
        String name = path.substring(path.lastIndexOf('/') + 1);
        AccountPage page =
                switch (name) {
                    case LOGIN -> login();
                    case SECOND_FACTOR -> secondFactor(Field.MFA_TOKEN);
                    case ENROLMENT -> enrolment(Field.MFA_TOKEN);
                    case ENROLMENT_CODE -> enrolmentCode();
                    default -> find(name, typed.containsKey("code")).orElseGet(() -> new AccountPage(name));
                };
        typed.forEach(page::value);
        // What a passkey signed is good once.
        page.values.remove(Field.PASSKEY.name());
        return page;
    }

    /** Removes links to pages that do not exist with these settings. */
    void removeMissingLinks(AccountPage page) {
        page.links.removeIf(
                link -> (link.startsWith("sign-in") && !mails.signIn()) || (link.equals("forgot") && !mails.areOn()));
    }

    private static Map<String, String> typed(Buffer body) {
        if (body == null) {
            return Map.of();
        }
        Map<String, String> typed = new HashMap<>();
        try {
            FormBody.urlencoded(body.toString())
                    .properties()
                    .forEach(field -> typed.put(field.getKey(), field.getValue().asText()));
        } catch (AuthFailure unreadable) {
            typed.clear();
        }
        return typed;
    }
}
