package latchkey.command;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import latchkey.LatchkeyConfig;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.account.Registration;
import latchkey.contract.Password;
import latchkey.failure.AuthFailure;
import latchkey.session.Sessions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Other people's accounts. The only way to a superuser. */
@Command(
        name = "accounts",
        description = "Find, create, change and delete accounts. NAME is a username, an e-mail address or an id.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(show | create | password | disable | enable | promote | demote | delete) NAME"
                + " | list [PREFIX] | schemes")
class AccountsCommand {

    @Inject
    Accounts accounts;

    @Inject
    Sessions sessions;

    @Inject
    LatchkeyConfig config;

    @Command(
            description = "Create an account. The password is asked for, or read as one line from standard input.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "USERNAME") String username,
            @Option(names = "--email") @Nullable String email,
            @Option(names = "--superuser", description = "With every privilege.") boolean superuser,
            @Mixin Output output) {
        String password = NewPassword.askedOnce();
        String flaw = NewPassword.flaw(password, shortest());
        if (flaw != null) {
            return output.refused(flaw);
        }
        try {
            Account account = accounts.register(new Registration(username, password, email, "", "", null))
                    .account();
            if (superuser) {
                accounts.setSuperuser(account, true);
            }
            return done(account, "created", output);
        } catch (AuthFailure refused) {
            return output.refused(String.format(Locale.ROOT, "Not created: %s %s.", refused.reason(), told(refused)));
        }
    }

    private static List<String> told(AuthFailure refused) {
        return refused.flaws().entrySet().stream()
                .map(flaw -> flaw.getKey() + ": " + flaw.getValue().kind())
                .toList();
    }

    @Command(
            description =
                    "Set a new password, and end the sessions of the account. It is asked for twice, or read as one line"
                            + " from standard input.",
            mixinStandardHelpOptions = true)
    int password(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--generate",
                            description = "Make one and print it, to be handed to the owner, who changes it.")
                    boolean generate,
            @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(none(name));
        }
        String password =
                (generate ? Optional.of(NewPassword.generated(shortest())) : NewPassword.asked()).orElse(null);
        if (password == null) {
            return output.refused("Not changed: the two passwords are not the same.");
        }
        String flaw = NewPassword.flaw(password, shortest());
        return flaw != null ? output.refused("Not changed: " + flaw) : set(account, password, generate, output);
    }

    private int set(Account account, String password, boolean tell, Output output) {
        try {
            Optional<Integer> ended = sessions.setPassword(account, password);
            return ended.isEmpty()
                    ? output.refused(none(account.username))
                    : told(account, tell ? password : null, ended.get(), output);
        } catch (AuthFailure common) {
            return output.refused("Not changed: the password is too common.");
        }
    }

    private static int told(Account account, @Nullable String password, int ended, Output output) {
        Map<String, Object> facts = facts(account, "password set");
        facts.put("sessions_ended", ended);
        if (password != null) {
            facts.put("password", password);
        }
        String sentence = String.format(
                Locale.ROOT,
                "Account %d (%s) has a new password; %s ended.",
                account.id,
                account.username,
                count(ended));
        return output.done(password == null ? sentence : sentence + System.lineSeparator() + password, facts);
    }

    @Command(description = "Print what is known of an account.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return accounts.findByNameOrId(name)
                .map(account -> output.shown(AccountFacts.all(account, accounts.facts(account))))
                .orElseGet(() -> output.refused(none(name)));
    }

    @Command(
            description =
                    "List accounts by their ids, those with a username or an e-mail address that begins with PREFIX.",
            mixinStandardHelpOptions = true)
    int list(
            @Parameters(paramLabel = "PREFIX", arity = "0..1", defaultValue = "") String prefix,
            @Option(names = "--after", paramLabel = "ID", description = "Those behind this one.") long after,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most N, 100 if not given.")
                    int limit,
            @Mixin Output output) {
        if (limit < 1) {
            return output.refused("--limit is less than 1.");
        }
        List<Account> found =
                accounts.list(LoginNames.trimmed(prefix), after, limit == Integer.MAX_VALUE ? limit : limit + 1);
        List<Account> page = found.size() > limit ? found.subList(0, limit) : found;
        output.streamed(AccountFacts.COLUMNS, page.stream().map(AccountFacts::row));
        if (page.size() < found.size()) {
            System.err.println("There are more: --after " + page.get(limit - 1).id + " has them.");
        }
        return 0;
    }

    @Command(
            description = "Delete an account for good, with its sessions. It is asked whether that is meant.",
            mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--yes", description = "It is meant.") boolean yes,
            @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(none(name));
        }
        String who = String.format(Locale.ROOT, "account %d (%s)", account.id, account.username);
        if (!yes && !NewPassword.confirmed("Delete " + who + " for good?")) {
            return output.refused("Not deleted: " + who + "; --yes deletes without asking.");
        }
        return accounts.delete(account) ? done(account, "deleted", output) : output.refused(none(name));
    }

    @Command(description = "Refuse every sign-in to it, and end its sessions.", mixinStandardHelpOptions = true)
    int disable(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "disabled", output, sessions::disable);
    }

    @Command(description = "Let its owner sign in again.", mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "enabled", output, accounts::enable);
    }

    @Command(description = "Make it a superuser.", mixinStandardHelpOptions = true)
    int promote(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "promoted", output, account -> accounts.setSuperuser(account, true));
    }

    @Command(description = "Make it no superuser.", mixinStandardHelpOptions = true)
    int demote(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "demoted", output, account -> accounts.setSuperuser(account, false));
    }

    @Command(
            description = "How many accounts have a password of which scheme and cost.",
            mixinStandardHelpOptions = true)
    int schemes(@Mixin Output output) {
        return output.listed(accounts.schemes().entrySet().stream()
                .map(scheme -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("scheme", scheme.getKey());
                    row.put("accounts", scheme.getValue());
                    return row;
                })
                .toList());
    }

    private int change(String name, String participle, Output output, Consumer<Account> change) {
        return accounts.findByNameOrId(name)
                .map(account -> {
                    change.accept(account);
                    return done(account, participle, output);
                })
                .orElseGet(() -> output.refused(none(name)));
    }

    private static String none(String name) {
        return "There is no account " + name + ".";
    }

    private static String count(int sessions) {
        return sessions == 1 ? "1 session is" : sessions + " sessions are";
    }

    private int shortest() {
        return Math.max(Password.SHORTEST, config.password().minLength().orElse(0));
    }

    private static Map<String, Object> facts(Account account, String participle) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", account.id);
        facts.put("username", account.username);
        facts.put("done", participle);
        return facts;
    }

    private static int done(Account account, String participle, Output output) {
        return output.done(
                String.format(Locale.ROOT, "Account %d (%s) %s.", account.id, account.username, participle),
                facts(account, participle));
    }
}
