package latchkey.command.account;

import java.util.function.IntSupplier;
import latchkey.command.output.Output;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import picocli.CommandLine.Option;

/** The option of commands that could leave no superuser. */
public class LastSuperuser {

    @Option(names = "--last-superuser", description = "Do so even if no active superuser is left.")
    boolean allowed;

    /** The exit code of {@code act}; it is refused for the last superuser. */
    static int unlessLast(IntSupplier act, Output output) {
        try {
            return act.getAsInt();
        } catch (AuthFailure refused) {
            if (refused.reason() != Reason.LAST_SUPERUSER) {
                throw refused;
            }
            return output.refused(
                    "Not done: no active superuser would be left. Make another account a superuser first, or use --last-superuser.");
        }
    }
}
