package latchkey;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.util.stream.Stream;
import latchkey.settings.Unread;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The end of the process, and why: in one sentence where that is the operator's to mend, and else with all that is known. */
final class FailedStart {

    /** @param why nothing where it ends as it should */
    static void end(int code, @Nullable Throwable why) {
        if (why != null) {
            tell(why);
        }
        System.exit(code);
    }

    private static void tell(Throwable why) {
        Unread unread = new Unread(System.getenv());
        Throwable known = Stream.iterate(why, cause -> cause != null, Throwable::getCause)
                .filter(FailedStart::isTheOperators)
                .findFirst()
                .orElse(null);
        if (known == null) {
            Logger.getLogger(Latchkey.class).error("Latchkey does not start", why);
        } else if (known instanceof ConfigValidationException refused) {
            System.err.println(unread.sentences(refused));
        } else {
            System.err.println(unread.sentence(String.valueOf(known.getMessage())));
        }
    }

    private static boolean isTheOperators(Throwable cause) {
        return cause instanceof ConfigurationException
                || cause instanceof ConfigValidationException
                || cause instanceof PreventFurtherStepsException
                || String.valueOf(cause.getMessage()).startsWith("SRCFG000");
    }

    private FailedStart() {}
}
