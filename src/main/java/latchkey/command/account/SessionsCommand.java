package latchkey.command.account;

import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import latchkey.account.Accounts;
import latchkey.command.output.Output;
import latchkey.session.Sessions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends sessions of users. */
@Command(
        name = "sessions",
        description = "End sessions.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "end (--account NAME | --all)")
public class SessionsCommand {

    @Inject
    Accounts accounts;

    @Inject
    Sessions sessions;

    /** The sessions to end: those of one account, or all. */
    static class Selection {

        @Option(
                names = "--account",
                required = true,
                paramLabel = "NAME",
                description = "Username, e-mail address or id.")
        String account = "";

        @Option(names = "--all", required = true, description = "The sessions of all accounts.")
        boolean all;
    }

    @Command(description = "End all sessions of one account, or of all accounts.", mixinStandardHelpOptions = true)
    int end(@ArgGroup(multiplicity = "1") Selection selection, @Mixin Output output) {
        if (selection.all) {
            return ended(sessions.endOfAllAccounts(), output);
        }
        return accounts.findByNameOrId(selection.account)
                .map(account -> ended(sessions.endAll(account.id), output))
                .orElseGet(() -> output.refused("There is no account " + selection.account + "."));
    }

    private static int ended(int count, Output output) {
        return output.done(String.format(Locale.ROOT, "%d sessions ended.", count), Map.of("sessions_ended", count));
    }
}
