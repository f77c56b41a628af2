package latchkey.account;

import static java.util.Objects.requireNonNullElse;

import java.util.SortedSet;
import latchkey.failure.AuthFailure;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request for an account. Nothing here can set a privilege, an id or a date.
 *
 * <p>Username and e-mail address take the form that {@link LoginNames#of} gives them; no other name has blanks at its ends.
 */
public record Registration(
        String username,
        String password,
        @Nullable String email,
        String firstName,
        String lastName,
        @Nullable String fullName) {

    /** @throws AuthFailure INVALID_FIELDS as {@link LoginNames#of} */
    public Registration {
        LoginNames names = LoginNames.of(username, email);
        username = names.username();
        email = names.email();
        firstName = LoginNames.trimmed(firstName);
        lastName = LoginNames.trimmed(lastName);
        fullName = LoginNames.trimmedIfAny(fullName);
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
        return new LoginNames(username, email).folded();
    }
}
