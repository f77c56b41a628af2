package latchkey.http.signin;

import latchkey.attempt.CountedAttempt;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.http.body.RenamedFields;
import org.jspecify.annotations.Nullable;

/** A body with a password to hash. All that needs no hash is checked before the request enters the hashing queue. */
public interface PasswordBody {

    /**
     * The attempt, as the rate limits count it.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS; and what else is refused without a hash
     */
    CountedAttempt counted(PasswordSignIn signIns);

    /** Whether the request has to wait for a hash. */
    default boolean hashes() {
        return true;
    }

    /** A body to sign in with. */
    interface SignIn extends PasswordBody {

        String username();

        String password();

        /** The code of a second factor; null if there is none. */
        @Nullable
        String code();

        /** Whether to remember the browser; null for no. */
        @Nullable
        Boolean rememberDevice();

        @Override
        default CountedAttempt counted(PasswordSignIn signIns) {
            return signIns.signingIn(username());
        }
    }

    /** A body to register with. */
    interface SignUp extends PasswordBody, RenamedFields {

        @Override
        default CountedAttempt counted(PasswordSignIn signIns) {
            return signIns.registering();
        }
    }

    /** A body in which a signed-in user repeats the password. */
    interface Repetition extends PasswordBody {

        @Override
        default CountedAttempt counted(PasswordSignIn signIns) {
            return signIns.repeating();
        }
    }

    /** A body with what was in a mail, and a new password. */
    interface Reset extends PasswordBody {

        /** @throws AuthFailure INVALID_FIELDS */
        LinkProof toProof();

        /**
         * As {@link #toProof()}, for a body whose token may be in the query instead.
         *
         * @param inQuery the token there; null for none
         */
        default LinkProof toProof(@Nullable String inQuery) {
            return toProof();
        }

        @Override
        default CountedAttempt counted(PasswordSignIn signIns) {
            return signIns.resetting(this);
        }
    }

    /** A body in which a signed-in user asks for another address, and may repeat the password. */
    interface AddressRequest extends PasswordBody {

        /** Null if the user has just signed in. */
        @Nullable
        String password();

        @Override
        default CountedAttempt counted(PasswordSignIn signIns) {
            return signIns.changingAddress(hashes());
        }

        @Override
        default boolean hashes() {
            return password() != null;
        }
    }
}
