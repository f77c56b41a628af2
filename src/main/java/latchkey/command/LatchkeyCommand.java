package latchkey.command;

import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import latchkey.LatchkeyConfig;
import latchkey.Migration;
import latchkey.audit.Audit;
import latchkey.audit.Kind;
import latchkey.audit.Retention;
import latchkey.contract.Contracts;
import latchkey.dev.Addresses;
import latchkey.session.Purge;
import latchkey.settings.SettingNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * All commands. With none, the service is served.
 *
 * <p>Fields are injected here, and not constructors: picocli asks for help of commands that have nothing injected.
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
            "  latchkey accounts password ada --generate  prints one for her",
            "  latchkey sessions end --account ada",
            "  latchkey audit --since PT1H --kind login",
            "  latchkey import users.json --format django --dry-run",
            "  latchkey calibrate --target PT0.2S"
        },
        subcommands = {
            KeysCommand.class,
            SessionsCommand.class,
            AccountsCommand.class,
            AuditCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            LegacyCommand.class,
            CalibrateCommand.class
        })
public class LatchkeyCommand implements Callable<Integer> {

    @Inject
    Contracts contracts;

    @Inject
    Migration migration;

    @Inject
    LatchkeyConfig config;

    @Inject
    Purge purge;

    @Inject
    Retention retention;

    @Inject
    Audit audit;

    @Override
    public Integer call() {
        return serve();
    }

    @Command(
            description = "Serve until told to stop. What happens without any command.",
            mixinStandardHelpOptions = true)
    public int serve() {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            Addresses.print(contracts, config.playground().accounts());
        }
        // Now that it serves, since it holds up nothing here.
        SettingNames.read().unknown(System.getenv()).forEach(Log::warn);
        Quarkus.waitForExit();
        return 0;
    }

    @Command(
            description = "Bring the schema up to date. Serve with LATCHKEY_MIGRATE_AT_START=false then.",
            mixinStandardHelpOptions = true)
    int migrate(@Mixin Output output) {
        int steps = migration.run();
        audit.tell(audit.of(Kind.MIGRATION).saying(steps + " steps"));
        return output.done(
                String.format(Locale.ROOT, "The schema is up to date after %d steps.", steps), Map.of("steps", steps));
    }

    @Command(
            description = "Remove sessions that ended or expired a week ago, and events that are older than"
                    + " latchkey.audit.retention. The service does so once an hour.",
            mixinStandardHelpOptions = true)
    int purge(@Mixin Output output) {
        // Told before, so that one which is broken off was told of, too.
        audit.tell(audit.of(Kind.PURGE));
        int purged = purge.purge();
        int events = retention.purge();
        return output.done(
                String.format(Locale.ROOT, "%d sessions and %d events removed.", purged, events),
                Map.of("sessions_removed", purged, "events_removed", events));
    }
}
