package latchkey.account;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.text.InvisibleCharacters;
import latchkey.text.Spelling;
import org.jspecify.annotations.Nullable;

/** The names that an account signs in with, as the account has them. */
public record LoginNames(String username, @Nullable String email) {

    /** The maximum length of a username or an e-mail address after normalisation, which can lengthen a text. */
    private static final int MAX_LENGTH = 255;

    /** Checks what an address becomes by normalisation; the contract checks what was typed. */
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s/]+\\.[^@.\\s/]+");

    /**
     * The names in Unicode's NFKC form, in which look-alikes of the same character are the same, and without blanks that do not
     * show: none at the ends, one elsewhere.
     *
     * @throws AuthFailure INVALID_FIELDS if a name is then blank, too long, no address, or has invisible characters
     */
    public static LoginNames of(String username, @Nullable String email) {
        LoginNames names =
                new LoginNames(Spelling.normalised(username), email == null ? null : Spelling.normalised(email));
        names.check();
        return names;
    }

    /**
     * An e-mail address in the form in which accounts have it.
     *
     * @throws AuthFailure INVALID_FIELDS as {@link #of}
     */
    public static String address(String typed) {
        return requireNonNull(of("-", typed).email());
    }

    /** {@code typed} without white space at its ends. */
    public static String trimmed(String typed) {
        return Spelling.trimmed(typed);
    }

    /** As {@link #trimmed}; null if {@code typed} is null. */
    public static @Nullable String trimmedIfAny(@Nullable String typed) {
        return typed == null ? null : Spelling.trimmed(typed);
    }

    /** A name as the database keeps it, without regard to letter case. */
    public static String folded(String name) {
        return Spelling.folded(name);
    }

    /** Whether two names differ at most in letter case. */
    public static boolean alike(String first, String second) {
        return folded(first).equals(folded(second));
    }

    /** As {@link #folded(String)}. */
    public String foldedUsername() {
        return folded(username);
    }

    /** As {@link #folded(String)}. */
    public @Nullable String foldedEmail() {
        return email == null ? null : folded(email);
    }

    /** The distinct names, folded, in the order in which they are claimed. */
    public SortedSet<String> folded() {
        SortedSet<String> names = new TreeSet<>();
        names.add(foldedUsername());
        String address = foldedEmail();
        if (address != null) {
            names.add(address);
        }
        return names;
    }

    private void check() {
        Map<String, FieldError> flaws = new LinkedHashMap<>();
        check("username", username, flaws);
        check("email", requireNonNullElse(email, "-"), flaws);
        if (email != null && !ADDRESS.matcher(email).matches()) {
            flaws.putIfAbsent("email", FieldError.of(FieldError.Kind.NOT_AN_EMAIL));
        }
        if (!flaws.isEmpty()) {
            throw AuthFailure.invalid(flaws);
        }
    }

    private static void check(String field, String value, Map<String, FieldError> flaws) {
        if (value.isBlank()) {
            flaws.put(field, FieldError.of(FieldError.Kind.BLANK));
        } else if (value.codePointCount(0, value.length()) > MAX_LENGTH) {
            flaws.put(field, new FieldError(FieldError.Kind.TOO_LONG, MAX_LENGTH));
        } else if (InvisibleCharacters.in(value)) {
            flaws.put(field, FieldError.of(FieldError.Kind.FORBIDDEN_CHARACTER));
        }
    }
}
