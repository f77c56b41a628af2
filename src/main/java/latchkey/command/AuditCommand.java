package latchkey.command;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.audit.AuditEvent;
import latchkey.audit.AuditLog;
import latchkey.audit.AuditQuery;
import latchkey.audit.Kind;
import latchkey.command.output.Output;
import latchkey.text.Moments;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints events of the audit log. */
@Command(
        name = "audit",
        description = "Print events of the audit log, the oldest first.",
        mixinStandardHelpOptions = true)
class AuditCommand implements Callable<Integer> {

    private static final List<String> COLUMNS = List.of(
            "happened_at",
            "kind",
            "outcome",
            "account",
            "username",
            "session",
            "via",
            "operator",
            "actor",
            "address",
            "request",
            "detail",
            "user_agent");

    @Inject
    AuditLog audit;

    @Inject
    Accounts accounts;

    @Inject
    Clock clock;

    @Spec
    CommandSpec spec;

    @Mixin
    Output output;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "PT24H",
            description =
                    "Only events since TIME: a duration ago such as PT24H, or a time such as 2026-11-01T00:00:00Z."
                            + " Default: PT24H.")
    String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            defaultValue = "PT0S",
            description = "Only events until TIME, in the form of --since. Default: now.")
    String until;

    @Option(
            names = "--account",
            paramLabel = "NAME",
            description =
                    "Only events of this account: username, e-mail address or id; the former username if it was deleted.")
    @Nullable
    String account;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only events of this kind, for example login.")
    @Nullable
    String kind;

    @Option(names = "--limit", paramLabel = "N", description = "At most the first N events.")
    long limit = Long.MAX_VALUE;

    @Override
    public Integer call() {
        Instant now = clock.instant();
        Optional<Account> known = Optional.ofNullable(account).flatMap(accounts::findByNameOrId);
        AuditQuery query = new AuditQuery(
                time("--since", since, now),
                time("--until", until, now),
                known.map(found -> found.id).orElse(null),
                known.isPresent() ? null : LoginNames.trimmedIfAny(account),
                kind(),
                null,
                null);
        if (limit < 1) {
            throw invalidOption(String.format(Locale.ROOT, "--limit is %d; it must be 1 or more.", limit));
        }
        if (query.until().isBefore(query.since())) {
            throw invalidOption("--since is after --until.");
        }
        long printed = output.streamed(COLUMNS, audit.read(query).limit(limit).map(AuditEvent::facts));
        return printed == 0 && account != null && known.isEmpty()
                ? output.refused("There is no account " + account + ", and no audit event for that name.")
                : 0;
    }

    private @Nullable Kind kind() {
        if (kind == null) {
            return null;
        }
        return Kind.named(kind)
                .orElseThrow(() -> invalidOption(String.format(
                        Locale.ROOT, "--kind is \"%s\"; the kinds are %s.", kind, List.of(Kind.values()))));
    }

    private Instant time(String option, String given, Instant now) {
        try {
            return Moments.of(option, given, now);
        } catch (IllegalArgumentException e) {
            throw invalidOption(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException invalidOption(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
