package latchkey;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.util.stream.Stream;
import latchkey.settings.UnreadableSettings;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Ends the process with its reason: one sentence if the operator can fix it, otherwise the stack trace. */
final class StartupFailure {

    /** @param why null if the process ends normally */
    static void end(int code, @Nullable Throwable why) {
        // Only here: Quarkus sets the mode after it has called main.
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            // Development mode reports the reason itself, and waits for the next change.
            ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, why);
            return;
        }
        if (why != null) {
            report(why);
        }
        System.exit(code);
    }

    private static void report(Throwable why) {
        UnreadableSettings unreadable = new UnreadableSettings(System.getenv());
        Throwable operatorError = Stream.iterate(why, cause -> cause != null, Throwable::getCause)
                .filter(StartupFailure::isOperatorError)
                .findFirst()
                .orElse(null);
        if (operatorError == null) {
            Logger.getLogger(Latchkey.class).error("Latchkey does not start", why);
        } else if (operatorError instanceof ConfigValidationException refused) {
            System.err.println(unreadable.sentences(refused));
        } else {
            String said = String.valueOf(operatorError.getMessage());
            System.err.println(
                    PoolCheck.flaw(said, ConfigProvider.getConfig()).orElseGet(() -> unreadable.sentence(said)));
        }
    }

    private static boolean isOperatorError(Throwable cause) {
        return cause instanceof ConfigurationException
                || cause instanceof ConfigValidationException
                || cause instanceof PreventFurtherStepsException
                || String.valueOf(cause.getMessage()).startsWith("SRCFG000");
    }

    private StartupFailure() {}
}
