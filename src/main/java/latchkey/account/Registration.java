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

/**
 * What somebody asks for who wants an account. Nothing here can set a privilege, an id or a date.
 *
 * <p>Username and e-mail address take Unicode's NFKC form, in which look-alikes of the same character are the same.
 */
public record Registration(
        String username,
        String password,
        @Nullable String email,
        String firstName,
        String lastName,
        @Nullable String fullName) {

    /** Most characters of a username or an e-mail address after normalisation, which can make a text longer. */
    private static final int LONGEST = 255;

    /** Checked here for what an address becomes by normalisation; what was typed is the contract's to check. */
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s/]+\\.[^@.\\s/]+");

    /** @throws AuthFailure INVALID_FIELDS where a name, once it is normalised, is blank, too long, no address or not visible */
    public Registration {
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

    /** With no e-mail address and no names. */
    public static Registration of(String username, String password) {
        return new Registration(username, password, null, "", "", null);
    }

    /** With names as the Django contracts have them: absent is empty. */
    public static Registration of(
            String username, String password, String email, @Nullable String firstName, @Nullable String lastName) {
        return new Registration(
                username, password, email, requireNonNullElse(firstName, ""), requireNonNullElse(lastName, ""), null);
    }

    /** Every name this account would sign in with, as {@link LoginName} keeps it, in the order in which they are claimed. */
    SortedSet<String> loginNames() {
        SortedSet<String> names = new TreeSet<>();
        names.add(LoginName.folded(username));
        if (email != null) {
            names.add(LoginName.folded(email));
        }
        return names;
    }

    private static void check(String field, String value, Map<String, Flaw> flaws) {
        if (value.isBlank()) {
            flaws.put(field, Flaw.of(Flaw.Kind.BLANK));
        } else if (value.codePointCount(0, value.length()) > LONGEST) {
            flaws.put(field, new Flaw(Flaw.Kind.TOO_LONG, LONGEST));
        } else if (value.codePoints().anyMatch(Registration::invisible)) {
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
