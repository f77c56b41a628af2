package latchkey.account;

import static java.util.Objects.requireNonNullElse;

import java.util.SortedSet;
import latchkey.failure.AuthFailure;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a registration. None of them can set a privilege, an id or a date.
 *
 * <p>{@link LoginNames#of} normalises username and e-mail address; all other names are trimmed.
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

    /** A registration with neither an e-mail address nor names. */
    public static Registration of(String username, String password) {
        return new Registration(username, password, null, "", "", null);
    }

    /** A registration of the Django contracts, in which an absent name is empty. */
    public static Registration of(
            String username, String password, String email, @Nullable String firstName, @Nullable String lastName) {
        return new Registration(
                username, password, email, requireNonNullElse(firstName, ""), requireNonNullElse(lastName, ""), null);
    }

    /** The names that this account would sign in with, folded, in the order in which they are claimed. */
    SortedSet<String> loginNames() {
        return new LoginNames(username, email).folded();
    }
}
