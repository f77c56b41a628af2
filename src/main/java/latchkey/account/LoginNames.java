package latchkey.account;

import static java.util.Objects.requireNonNullElse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import org.jspecify.annotations.Nullable;

/** The names that an account is signed in to with, as it has them. */
public record LoginNames(String username, @Nullable String email) {

    /** Most characters of a username or an e-mail address after normalisation, which can make a text longer. */
    private static final int LONGEST = 255;

    /** Checked here for what an address becomes by normalisation; what was typed is the contract's to check. */
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s/]+\\.[^@.\\s/]+");

    /**
     * Names that are wanted, in Unicode's NFKC form, in which look-alikes of the same character are the same, and without blanks
     * that do not show: at the ends none, elsewhere one.
     *
     * @throws AuthFailure INVALID_FIELDS where a name is then blank, too long, no address, or has characters that do not show
     */
    public static LoginNames of(String username, @Nullable String email) {
        LoginNames names =
                new LoginNames(LoginName.normalised(username), email == null ? null : LoginName.normalised(email));
        names.check();
        return names;
    }

    /** {@code typed} without white space at its ends, which is no part of a name. */
    public static String trimmed(String typed) {
        return LoginName.trimmed(typed);
    }

    /** As {@link #trimmed}, of what may be absent. */
    public static @Nullable String trimmedIfAny(@Nullable String typed) {
        return typed == null ? null : LoginName.trimmed(typed);
    }

    /** A name as the database keeps it, in which letter case does not count. */
    public static String folded(String name) {
        return LoginName.folded(name);
    }

    /** Whether two are the same name, in whatever letter case. */
    public static boolean alike(String one, String other) {
        return folded(one).equals(folded(other));
    }

    /** As {@link #folded(String)}. */
    public String foldedUsername() {
        return folded(username);
    }

    /** As {@link #folded(String)}. */
    public @Nullable String foldedEmail() {
        return email == null ? null : folded(email);
    }

    /** Each of them once, in the order in which they are claimed. */
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
        Map<String, Flaw> flaws = new LinkedHashMap<>();
        check("username", username, flaws);
        check("email", requireNonNullElse(email, "-"), flaws);
        if (email != null && !ADDRESS.matcher(email).matches()) {
            flaws.putIfAbsent("email", Flaw.of(Flaw.Kind.NOT_AN_EMAIL));
        }
        if (!flaws.isEmpty()) {
            throw AuthFailure.invalid(flaws);
        }
    }

    private static void check(String field, String value, Map<String, Flaw> flaws) {
        if (value.isBlank()) {
            flaws.put(field, Flaw.of(Flaw.Kind.BLANK));
        } else if (value.codePointCount(0, value.length()) > LONGEST) {
            flaws.put(field, new Flaw(Flaw.Kind.TOO_LONG, LONGEST));
        } else if (Invisible.in(value)) {
            flaws.put(field, Flaw.of(Flaw.Kind.FORBIDDEN_CHARACTER));
        }
    }
}
