package latchkey.transfer;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import latchkey.account.LoginNames;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address as another backend has it, which may have let anything pass for one.
 *
 * @param kept null for none
 * @param note what was done to one that is odd; null for nothing
 */
record Address(@Nullable String kept, @Nullable String note) {

    /** In characters, more than any is long. */
    private static final int LONGEST = 2048;

    private static final Address NONE = new Address(null, null);

    /** As {@code root@localhost}, which is one within a network, and perhaps what its owner signs in with. */
    private static final Pattern LOCAL = Pattern.compile("[^@\\s]+@[^@\\s./]+");

    /**
     * What is kept of {@code text}: without blanks at its ends, and nothing of what is no address.
     *
     * @param named whether the account has another name
     * @throws Rejected where it has not, and this is none
     */
    static Address of(@Nullable String text, boolean named) {
        if (text == null || LoginNames.trimmed(text).isEmpty()) {
            return NONE;
        }
        // A longer text is too long whatever its rest is, so the rest need not be normalized.
        String read = text.substring(0, Math.min(text.length(), LONGEST));
        try {
            return new Address(LoginNames.of("-", read).email(), null);
        } catch (AuthFailure flawed) {
            Flaw.Kind kind = requireNonNull(flawed.flaws().get("email")).kind();
            String name =
                    kind == Flaw.Kind.NOT_AN_EMAIL ? LoginNames.of(read, null).username() : "";
            if (LOCAL.matcher(name).matches()) {
                return new Address(name, "its e-mail address is kept, and has a domain without a dot");
            }
            if (!named) {
                throw Rejected.of(flawed);
            }
            return new Address(null, "its e-mail address is left out, since it is none: " + Rejected.words(kind));
        }
    }
}
