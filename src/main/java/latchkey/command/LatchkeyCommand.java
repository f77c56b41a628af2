package latchkey.command;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.Callable;
import latchkey.Migration;
import latchkey.contract.Contracts;
import latchkey.dev.Addresses;
import latchkey.session.Purge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * All commands. With none, the service is served.
 *
 * <p>Fields are injected here, and not constructors: help is asked of commands that nobody injected anything into.
 */
@Command(
        name = "latchkey",
        mixinStandardHelpOptions = true,
        version = "latchkey 0.1.0",
        description = "Authentication that a frontend does not notice.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; the reason is on standard error", "2:the command is not understood"},
        footer = {
            "",
            "Examples:",
            "  latchkey                                   serve",
            "  latchkey migrate                           bring the schema up to date, before serving",
            "  latchkey keys list --json",
            "  latchkey accounts create ada --superuser   asks for the password",
            "  latchkey sessions end --account ada"
        },
        subcommands = {KeysCommand.class, SessionsCommand.class, AccountsCommand.class})
public class LatchkeyCommand implements Callable<Integer> {

    @Inject
    Contracts contracts;

    @Inject
    Migration migration;

    @Inject
    Purge purge;

    @Override
    public Integer call() {
        return serve();
    }

    @Command(
            description = "Serve until told to stop. What happens without any command.",
            mixinStandardHelpOptions = true)
    public int serve() {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            Addresses.print(contracts);
        }
        Quarkus.waitForExit();
        return 0;
    }

    @Command(
            description = "Bring the schema up to date. Serve with LATCHKEY_MIGRATE_AT_START=false then.",
            mixinStandardHelpOptions = true)
    int migrate(@Mixin Output output) {
        int steps = migration.run();
        return output.done("The schema is up to date after %d steps.".formatted(steps), Map.of("steps", steps));
    }

    @Command(
            description = "Remove sessions that ended or expired a week ago. The service does so once an hour.",
            mixinStandardHelpOptions = true)
    int purge(@Mixin Output output) {
        int purged = purge.purge();
        return output.done("%d sessions removed.".formatted(purged), Map.of("sessions_removed", purged));
    }
}
