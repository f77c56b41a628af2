package latchkey.transfer.file;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import latchkey.account.LoginNames;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.text.Recipients;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address from another backend, which may have accepted anything as one.
 *
 * @param kept null for none
 * @param note what was done with an odd one; null for nothing
 */
record ImportedEmail(@Nullable String kept, @Nullable String note) {

    /** In characters; longer than any e-mail address. */
    private static final int MAX_LENGTH = 2048;

    private static final ImportedEmail NONE = new ImportedEmail(null, null);

    /** An address such as {@code root@localhost}, which is valid within a network, and perhaps the user's login name. */
    private static final Pattern LOCAL = Pattern.compile("[^@\\s]+@[^@\\s./]+");

    /**
     * The address to keep: {@code text} without blanks at its ends, or nothing if it is no address.
     *
     * @param named whether the account has another name
     * @throws RejectedRecord if it has none, and this is no address
     */
    static ImportedEmail of(@Nullable String text, boolean named) {
        if (text == null || LoginNames.trimmed(text).isEmpty()) {
            return NONE;
        }
        // A longer text is too long whatever its rest is, so the rest need not be normalized.
        String read = text.substring(0, Math.min(text.length(), MAX_LENGTH));
        try {
            return kept(requireNonNull(LoginNames.of("-", read).email()), null);
        } catch (AuthFailure flawed) {
            FieldError.Kind kind = requireNonNull(flawed.flaws().get("email")).kind();
            String name = kind == FieldError.Kind.NOT_AN_EMAIL
                    ? LoginNames.of(read, null).username()
                    : "";
            if (LOCAL.matcher(name).matches()) {
                return kept(name, "its e-mail address is kept, and has a domain without a dot");
            }
            if (!named) {
                throw RejectedRecord.of(flawed);
            }
            return new ImportedEmail(
                    null, "its e-mail address is left out, since it is none: " + RejectedRecord.words(kind));
        }
    }

    private static ImportedEmail kept(String address, @Nullable String note) {
        return new ImportedEmail(
                address,
                Recipients.inAscii(address).isPresent()
                        ? note
                        : "its e-mail address is kept, and no mail can be sent to it");
    }
}
