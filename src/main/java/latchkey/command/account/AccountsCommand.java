package latchkey.command.account;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.account.Registration;
import latchkey.audit.Kind;
import latchkey.command.output.Output;
import latchkey.failure.AuthFailure;
import latchkey.password.PasswordConfig;
import latchkey.recovery.Invitations;
import latchkey.session.Sessions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds and changes the accounts of users. Only this command can make a user a superuser. */
@Command(
        name = "accounts",
        description = "Find, create, change and delete accounts. NAME is a username, an e-mail address or an id.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel =
                "(show | create | invite | password | disable | enable | promote | demote | delete) NAME"
                        + " | list [PREFIX] | schemes")
public class AccountsCommand {

    @Inject
    Accounts accounts;

    @Inject
    Sessions sessions;

    @Inject
    PasswordConfig passwords;

    @Inject
    Invitations invitations;

    @Command(
            description = "Create an account. Prompts for the password, or reads it as one line from standard input.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "USERNAME") String username,
            @Option(names = "--email") @Nullable String email,
            @Option(names = "--superuser", description = "Make the user a superuser.") boolean superuser,
            @Mixin Output output) {
        String password = NewPassword.promptOnce();
        String flaw = NewPassword.flaw(password, minLength());
        if (flaw != null) {
            return output.refused(flaw);
        }
        try {
            Account account = accounts.register(new Registration(username, password, email, "", "", null), proof -> {
                if (superuser) {
                    accounts.setSuperuser(proof.account(), true);
                }
                return proof.account();
            });
            return AccountFacts.done(account, "created", output);
        } catch (AuthFailure refused) {
            return output.refused(String.format(
                    Locale.ROOT, "Not created: %s %s.", refused.reason(), AccountFacts.described(refused)));
        }
    }

    @Command(
            description = "Create an account without a password, and mail its user a link to choose one.",
            mixinStandardHelpOptions = true)
    int invite(
            @Parameters(paramLabel = "EMAIL") String email,
            @Option(names = "--username", description = "Default: the e-mail address.") @Nullable String username,
            @Mixin Output output) {
        if (!invitations.areOn()) {
            return output.refused("LATCHKEY_EMAIL_SENDER is not set: Latchkey sends no mail.");
        }
        try {
            Account account = invitations.invite(username == null ? email : username, email);
            return AccountFacts.done(account, "invited", output);
        } catch (AuthFailure refused) {
            return output.refused(String.format(
                    Locale.ROOT, "Not invited: %s %s.", refused.reason(), AccountFacts.described(refused)));
        }
    }

    @Command(
            description =
                    "Set a new password and end all sessions of the account. Prompts for the password twice, or reads it"
                            + " as one line from standard input.",
            mixinStandardHelpOptions = true)
    int password(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--generate",
                            description =
                                    "Generate a password and print it. The user should change it after signing in.")
                    boolean generate,
            @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(AccountFacts.none(name));
        }
        String password =
                (generate ? Optional.of(NewPassword.generated(minLength())) : NewPassword.prompt()).orElse(null);
        if (password == null) {
            return output.refused("Not changed: the two passwords are not the same.");
        }
        String flaw = NewPassword.flaw(password, minLength());
        return flaw != null ? output.refused("Not changed: " + flaw) : set(account, password, generate, output);
    }

    private int set(Account account, String password, boolean print, Output output) {
        try {
            Optional<Integer> ended = sessions.setPassword(account, password, Kind.PASSWORD_CHANGE, () -> {});
            return ended.isEmpty()
                    ? output.refused(AccountFacts.none(account.username))
                    : passwordSet(account, print ? password : null, ended.get(), output);
        } catch (AuthFailure common) {
            return output.refused("Not changed: the password is too common.");
        }
    }

    private static int passwordSet(Account account, @Nullable String password, int ended, Output output) {
        Map<String, Object> facts = AccountFacts.changed(account, "password set");
        facts.put("sessions_ended", ended);
        if (password != null) {
            facts.put("password", password);
        }
        String sentence = String.format(
                Locale.ROOT,
                "Account %d (%s) has a new password; %s ended.",
                account.id,
                account.username,
                AccountFacts.countOf(ended));
        return output.done(password == null ? sentence : sentence + System.lineSeparator() + password, facts);
    }

    @Command(
            description = "Print all facts about an account, except the hash of its password.",
            mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return accounts.findByNameOrId(name)
                .map(account -> output.shown(AccountFacts.all(account, accounts.facts(account))))
                .orElseGet(() -> output.refused(AccountFacts.none(name)));
    }

    @Command(
            description = "List accounts by id: those whose username or e-mail address begins with PREFIX.",
            mixinStandardHelpOptions = true)
    int list(
            @Parameters(paramLabel = "PREFIX", arity = "0..1", defaultValue = "") String prefix,
            @Option(names = "--after", paramLabel = "ID", description = "Only accounts with an id above ID.")
                    long after,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most N accounts. Default: 100.")
                    int limit,
            @Mixin Output output) {
        if (limit < 1) {
            return output.refused("--limit must be 1 or more.");
        }
        List<Account> found =
                accounts.list(LoginNames.trimmed(prefix), after, limit == Integer.MAX_VALUE ? limit : limit + 1);
        List<Account> page = found.size() > limit ? found.subList(0, limit) : found;
        output.streamed(AccountFacts.COLUMNS, page.stream().map(AccountFacts::row));
        if (page.size() < found.size()) {
            System.err.println("There are more accounts: continue with --after " + page.get(limit - 1).id + ".");
        }
        return 0;
    }

    @Command(
            description = "Delete an account and its sessions for good. Asks for confirmation.",
            mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--yes", description = "Delete without asking.") boolean yes,
            @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(AccountFacts.none(name));
        }
        String who = String.format(Locale.ROOT, "account %d (%s)", account.id, account.username);
        if (!yes && !NewPassword.confirmed("Delete " + who + " for good?")) {
            return output.refused("Not deleted: " + who + "; --yes deletes without asking.");
        }
        return accounts.delete(account)
                ? AccountFacts.done(account, "deleted", output)
                : output.refused(AccountFacts.none(name));
    }

    @Command(
            description = "Refuse every sign-in to the account, and end its sessions.",
            mixinStandardHelpOptions = true)
    int disable(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "disabled", output, sessions::disable);
    }

    @Command(description = "Let the user of the account sign in again.", mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "enabled", output, accounts::enable);
    }

    @Command(description = "Make the account a superuser.", mixinStandardHelpOptions = true)
    int promote(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "promoted", output, account -> accounts.setSuperuser(account, true));
    }

    @Command(description = "Take the superuser privilege from the account.", mixinStandardHelpOptions = true)
    int demote(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "demoted", output, account -> accounts.setSuperuser(account, false));
    }

    @Command(
            description = "Count the accounts for each password hash scheme and cost.",
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
                    return AccountFacts.done(account, participle, output);
                })
                .orElseGet(() -> output.refused(AccountFacts.none(name)));
    }

    private int minLength() {
        return Math.max(PasswordConfig.MIN_LENGTH, passwords.minLength().orElse(0));
    }
}
