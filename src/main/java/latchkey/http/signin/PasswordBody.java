package latchkey.http.signin;

import latchkey.attempt.CountedAttempt;
import latchkey.failure.AuthFailure;
import latchkey.http.body.RenamedFields;
import org.jspecify.annotations.Nullable;

/** A body with a password to hash; the rate limits count the attempt before the request enters the hashing queue. */
public interface PasswordBody {

    /** @throws AuthFailure TOO_MANY_ATTEMPTS */
    CountedAttempt counted(PasswordSignIn signIns);

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
}
