package latchkey.command;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.audit.Audit;
import latchkey.audit.AuditEvent;
import latchkey.audit.Kind;
import latchkey.audit.Wanted;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What happened, as the audit log has it. */
@Command(
        name = "audit",
        description = "Read the audit log, in the order in which things happened.",
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
            "address",
            "request",
            "detail",
            "user_agent");

    @Inject
    Audit audit;

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
            description = "How long ago, as PT24H, or when, as 2026-11-01T00:00:00Z. A day ago if not given.")
    String since;

    @Option(names = "--until", paramLabel = "TIME", defaultValue = "PT0S", description = "The same. Now if not given.")
    String until;

    @Option(
            names = "--account",
            paramLabel = "NAME",
            description = "Username, e-mail address or id; of an account that is gone, the username it had.")
    @Nullable
    String account;

    @Option(names = "--kind", paramLabel = "KIND", description = "Events of this kind only, as login.")
    @Nullable
    String kind;

    @Option(names = "--limit", paramLabel = "N", description = "No more than the first N.")
    long limit = Long.MAX_VALUE;

    @Override
    public Integer call() {
        Instant now = clock.instant();
        Optional<Account> known = Optional.ofNullable(account).flatMap(accounts::findByNameOrId);
        Wanted wanted = new Wanted(
                time("--since", since, now),
                time("--until", until, now),
                known.map(found -> found.id).orElse(null),
                known.isPresent() ? null : LoginNames.trimmedIfAny(account),
                kind());
        if (limit < 1) {
            throw wrong(String.format(Locale.ROOT, "--limit is %d; it must be 1 or more.", limit));
        }
        if (wanted.until().isBefore(wanted.since())) {
            throw wrong("--since is after --until.");
        }
        long told = output.streamed(COLUMNS, audit.read(wanted).limit(limit).map(AuditEvent::facts));
        return told == 0 && account != null && known.isEmpty()
                ? output.refused("There is no account " + account + ", and no event of one.")
                : 0;
    }

    private @Nullable Kind kind() {
        if (kind == null) {
            return null;
        }
        String name = kind.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(Kind.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong(
                        String.format(Locale.ROOT, "--kind is \"%s\"; there are %s.", kind, List.of(Kind.values()))));
    }

    private Instant time(String option, String given, Instant now) {
        try {
            return given.startsWith("P") ? now.minus(Duration.parse(given)) : Instant.parse(given);
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong(String.format(
                    Locale.ROOT,
                    "%s is \"%s\", which is neither a duration, as PT24H, nor a time, as 2026-11-01T00:00:00Z.",
                    option,
                    given));
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
