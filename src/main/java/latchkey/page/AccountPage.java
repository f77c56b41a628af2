package latchkey.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/** One page as it is shown: its name, the values that the user has typed, and what was wrong with them. */
final class AccountPage {

    /** A field of the form. */
    record Field(String name, String type, String autocomplete, boolean fromLink) {

        static final Field TOKEN = new Field("token", "text", "off", true);
        static final Field HIDDEN_TOKEN = new Field("token", "hidden", "off", false);
        static final Field EMAIL = new Field("email", "email", "username", false);
        static final Field CODE = new Field("code", "text", "one-time-code", false);
        static final Field FIRST_CODE = new Field("first_code", "text", "one-time-code", false);
        static final Field FACTOR = new Field("factor", "text", "one-time-code", false);
        static final Field MFA_TOKEN = new Field("mfa_token", "hidden", "off", false);
        static final Field LINKED_MFA_TOKEN = new Field("mfa_token", "text", "off", true);
        static final Field PASSKEY = new Field("passkey", "hidden", "off", false);
        static final Field REMEMBER = new Field("remember", "checkbox", "off", false);
        static final Field RETURN_TO = new Field("return_to", "hidden", "off", false);
        static final Field CONTRACT = new Field("contract", "hidden", "off", false);
        static final Field USERNAME = new Field("username", "text", "username", false);
        static final Field CURRENT_PASSWORD = new Field("current_password", "password", "current-password", false);
        static final Field FACTOR_ID = new Field("factor_id", "hidden", "off", false);
        static final Field OTPAUTH = new Field("otpauth_uri", "hidden", "off", false);
        static final Field PASSWORD = new Field("password", "password", "new-password", false);
    }

    /** The link back to the frontend. */
    static final String RETURN = "return";

    final String name;
    final List<Field> fields = new ArrayList<>();
    final Map<String, String> values = new HashMap<>();
    final List<String> links = new ArrayList<>();

    /** Recovery codes, which the user sees once. */
    List<String> codes = List.of();

    /** Whether the user has done what the page is for. */
    boolean done;

    @Nullable
    AuthFailure failure;

    AccountPage(String name) {
        this.name = name;
    }

    AccountPage with(Field field) {
        fields.add(field);
        return this;
    }

    AccountPage value(String field, @Nullable String typed) {
        if (typed != null) {
            values.put(field, typed);
        }
        return this;
    }

    AccountPage codes(List<String> shown) {
        codes = shown;
        return this;
    }

    /** Ends in a link to this address, if there is one. */
    AccountPage leadingTo(Optional<String> address) {
        address.ifPresent(url -> value(Field.RETURN_TO.name(), url).link(RETURN));
        return this;
    }

    AccountPage link(String page) {
        links.add(page);
        return this;
    }

    /** A link that is no longer valid leaves nothing to fill in: the code of its mail is no better. A wrong code does. */
    AccountPage failed(AuthFailure why) {
        failure = why;
        if (why.reason() == Reason.BAD_CREDENTIALS && !fields.contains(Field.CURRENT_PASSWORD)) {
            // The sign-in that waited for a code is over.
            fields.clear();
            links.add(values.containsKey(Field.RETURN_TO.name()) ? RETURN : "sign-in-ask");
        }
        if (why.reason() == Reason.LINK_REJECTED && !fields.contains(Field.CODE)) {
            fields.clear();
            links.remove("code");
        }
        return this;
    }

    /** A page that says that all is done, without a form. */
    static AccountPage done(String name) {
        AccountPage page = new AccountPage(name);
        page.done = true;
        return page;
    }

    /** What is wrong with a field; null if nothing is. */
    @Nullable
    FieldError flaw(String field) {
        return failure == null ? null : failure.flaws().get(field);
    }
}
