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

/** What somebody would sign in with, in Unicode's NFKC form, in which look-alikes of the same character are the same. */
public record LoginNames(String username, @Nullable String email) {

    /** Most characters of a username or an e-mail address after normalisation, which can make a text longer. */
    private static final int LONGEST = 255;

    /** Checked here for what an address becomes by normalisation; what was typed is the contract's to check. */
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s/]+\\.[^@.\\s/]+");

    /** @throws AuthFailure INVALID_FIELDS where a name, once it is normalised, is blank, too long, no address or not visible */
    public LoginNames {
        username = LoginName.normalised(username);
        email = email == null ? null : LoginName.normalised(email);
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

    /** Whether two are the same name, in whatever letter case. */
    public static boolean alike(String one, String other) {
        return LoginName.folded(one).equals(LoginName.folded(other));
    }

    /** The username as the database keeps it, in which letter case does not count. */
    public String foldedUsername() {
        return LoginName.folded(username);
    }

    /** The e-mail address in the same way. */
    public @Nullable String foldedEmail() {
        return email == null ? null : LoginName.folded(email);
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

    private static void check(String field, String value, Map<String, Flaw> flaws) {
        if (value.isBlank()) {
            flaws.put(field, Flaw.of(Flaw.Kind.BLANK));
        } else if (value.codePointCount(0, value.length()) > LONGEST) {
            flaws.put(field, new Flaw(Flaw.Kind.TOO_LONG, LONGEST));
        } else if (value.codePoints().anyMatch(LoginNames::invisible)) {
            flaws.put(field, Flaw.of(Flaw.Kind.FORBIDDEN_CHARACTER));
        }
    }

    /** Characters that make one name look like another, or break out of a line: control, format, unassigned. */
    private static boolean invisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.UNASSIGNED, Character.PRIVATE_USE -> true;
            default -> Character.isWhitespace(character) && character != ' ';
        };
    }
}
