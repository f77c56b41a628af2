package latchkey.contract;

import java.util.Map;
import latchkey.account.Guess;
import latchkey.failure.AuthFailure;

/** A body with a password to be hashed: what is limited about it is counted before it stands in line for that. */
public interface Hashed {

    /** @throws AuthFailure TOO_MANY_ATTEMPTS */
    Guess counted(SignIns signIns);

    /** A body to sign in with. */
    interface SignIn extends Hashed {

        String username();

        @Override
        default Guess counted(SignIns signIns) {
            return signIns.signingIn(username());
        }
    }

    /** A body to register with. */
    interface SignUp extends Hashed {

        /** What the core calls {@code username}, {@code email} or {@code password}, as the body spells it where that is otherwise. */
        default Map<String, String> spelled() {
            return Map.of();
        }

        @Override
        default Guess counted(SignIns signIns) {
            return signIns.registering();
        }
    }

    /** A body that proves whose session it is by the password. */
    interface Repetition extends Hashed {

        @Override
        default Guess counted(SignIns signIns) {
            return signIns.repeating();
        }
    }
}
