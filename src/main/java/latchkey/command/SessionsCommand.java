package latchkey.command;

import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import latchkey.account.Accounts;
import latchkey.session.Sessions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Other people's sessions. */
@Command(
        name = "sessions",
        description = "End sessions.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "end (--account NAME | --all)")
class SessionsCommand {

    @Inject
    Accounts accounts;

    @Inject
    Sessions sessions;

    /** Whose sessions. */
    static class Whose {

        @Option(
                names = "--account",
                required = true,
                paramLabel = "NAME",
                description = "Username, e-mail address or id.")
        String account = "";

        @Option(names = "--all", required = true, description = "Everybody's.")
        boolean all;
    }

    @Command(description = "End all sessions of an account, or all there are.", mixinStandardHelpOptions = true)
    int end(@ArgGroup(multiplicity = "1") Whose whose, @Mixin Output output) {
        if (whose.all) {
            return ended(sessions.endEverybodys(), output);
        }
        return accounts.findByNameOrId(whose.account)
                .map(account -> ended(sessions.endAll(account.id), output))
                .orElseGet(() -> output.refused("There is no account " + whose.account + "."));
    }

    private static int ended(int count, Output output) {
        return output.done(String.format(Locale.ROOT, "%d sessions ended.", count), Map.of("sessions_ended", count));
    }
}
