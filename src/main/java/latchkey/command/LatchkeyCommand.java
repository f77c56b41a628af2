package latchkey.command;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.cleanup.AuditRetention;
import latchkey.cleanup.ExpiredRows;
import latchkey.command.account.AccountsCommand;
import latchkey.command.account.FactorsCommand;
import latchkey.command.account.GroupsCommand;
import latchkey.command.account.SessionsCommand;
import latchkey.command.output.Output;
import latchkey.command.webhook.WebhooksCommand;
import latchkey.contract.Contracts;
import latchkey.database.Migration;
import latchkey.dev.Addresses;
import latchkey.playground.PlaygroundConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The command line of Latchkey. Without a command, it serves.
 *
 * <p>The command classes use field injection, since picocli creates them without a container to print their help.
 */
@Command(
        name = "latchkey",
        mixinStandardHelpOptions = true,
        version = "latchkey 0.1.0",
        description =
                "A self-hosted login backend: keep your frontend, and replace the authentication service behind it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:success", "1:failure; the reason is on standard error", "2:invalid command or option"},
        footer = {
            "",
            "Examples:",
            "  latchkey                                   serve",
            "  latchkey migrate                           bring the schema up to date, before serving",
            "  latchkey keys list --json",
            "  latchkey accounts create ada --superuser   prompts for the password",
            "  latchkey accounts password ada --generate  generates and prints one",
            "  latchkey accounts invite ada@example.com   mails a link to choose a password",
            "  latchkey accounts grant ada editors staff",
            "  latchkey groups members editors",
            "  latchkey outbox list",
            "  latchkey webhooks create https://shop.example/events --kinds login,logout",
            "  latchkey clients create billing --scopes accounts:read",
            "  latchkey sessions end --account ada",
            "  latchkey audit --since PT1H --kind login",
            "  latchkey import users.json --format django --dry-run",
            "  latchkey calibrate --target PT0.2S",
            "  latchkey health                            exit code 0 if the service here is ready"
        },
        subcommands = {
            KeysCommand.class,
            SessionsCommand.class,
            AccountsCommand.class,
            GroupsCommand.class,
            AuditCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            LegacyCommand.class,
            FactorsCommand.class,
            OutboxCommand.class,
            WebhooksCommand.class,
            ClientsCommand.class,
            CalibrateCommand.class,
            HealthCommand.class
        })
public class LatchkeyCommand implements Callable<Integer> {

    @Inject
    Contracts contracts;

    @Inject
    Migration migration;

    @Inject
    PlaygroundConfig playground;

    @Inject
    ExpiredRows purge;

    @Inject
    AuditRetention retention;

    @Inject
    AuditLog audit;

    @Override
    public Integer call() {
        return serve();
    }

    @Command(
            description = "Run the service until it is stopped. The default without a command.",
            mixinStandardHelpOptions = true)
    public int serve() {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            Addresses.print(contracts, playground.accounts());
        }
        Quarkus.waitForExit();
        return 0;
    }

    @Command(
            description =
                    "Update the database schema. Afterwards run the service with LATCHKEY_MIGRATE_AT_START=false.",
            mixinStandardHelpOptions = true)
    int migrate(@Mixin Output output) {
        int steps = migration.run();
        audit.record(audit.of(Kind.MIGRATION).withDetail(steps + " steps"));
        return output.done(
                migration
                        .later()
                        .map(version -> "The schema is that of a later release, " + version + ", and is left as it is.")
                        .orElseGet(() -> String.format(Locale.ROOT, "The schema is up to date after %d steps.", steps)),
                Map.of("steps", steps));
    }

    @Command(
            description = "Delete sessions that ended or expired a week ago, and audit events older than"
                    + " latchkey.audit.retention. The service does so every hour.",
            mixinStandardHelpOptions = true)
    int purge(@Mixin Output output) {
        // Recorded first, so that an interrupted purge is in the audit log, too.
        audit.record(audit.of(Kind.PURGE));
        int purged = purge.purge();
        int events = retention.purge();
        return output.done(
                String.format(Locale.ROOT, "%d sessions and %d events removed.", purged, events),
                Map.of("sessions_removed", purged, "events_removed", events));
    }
}
