package latchkey.command.account;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.account.Registration;
import latchkey.command.output.Output;
import latchkey.command.output.Page;
import latchkey.failure.AuthFailure;
import latchkey.password.PasswordConfig;
import latchkey.recovery.Invitations;
import latchkey.session.Sessions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds and changes the accounts of users. */
@Command(
        name = "accounts",
        description = "Find, create, change and delete accounts. NAME is a username, an e-mail address or an id.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel =
                "(show | create | invite | password | disable | enable | promote | demote | delete) NAME"
                        + " | (grant | revoke) NAME GROUP... | list [PREFIX] | schemes",
        subcommands = {PasswordCommand.class, MembershipCommands.Grant.class, MembershipCommands.Revoke.class})
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
        String flaw = NewPassword.flaw(password, NewPassword.minLength(passwords));
        if (flaw != null) {
            return output.refused(flaw);
        }
        try {
            Account account = accounts.register(new Registration(username, password, email, "", "", null), proof -> {
                if (superuser) {
                    accounts.promote(proof.account());
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
            @Option(names = "--superuser", description = "Make the user a superuser.") boolean superuser,
            @Mixin Output output) {
        if (!invitations.areOn()) {
            return output.refused("LATCHKEY_EMAIL_SENDER is not set: Latchkey sends no mail.");
        }
        try {
            Account account = invitations.invite(username == null ? email : username, email);
            if (superuser) {
                accounts.promote(account);
            }
            return AccountFacts.done(account, "invited", output);
        } catch (AuthFailure refused) {
            return output.refused(String.format(
                    Locale.ROOT, "Not invited: %s %s.", refused.reason(), AccountFacts.described(refused)));
        }
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
            @Mixin Page page,
            @Mixin Output output) {
        return page.printed(
                limit -> accounts.list(LoginNames.trimmed(prefix), after, limit),
                AccountFacts.COLUMNS,
                AccountFacts::row,
                account -> account.id,
                output);
    }

    @Command(
            description = "Delete an account and its sessions for good. Asks for confirmation.",
            mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--yes", description = "Delete without asking.") boolean yes,
            @Mixin LastSuperuser last,
            @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(AccountFacts.none(name));
        }
        String who = String.format(Locale.ROOT, "account %d (%s)", account.id, account.username);
        if (!yes && !NewPassword.confirmed("Delete " + who + " for good?")) {
            return output.refused("Not deleted: " + who + "; --yes deletes without asking.");
        }
        return LastSuperuser.unlessLast(
                () -> accounts.delete(account, last.allowed)
                        ? AccountFacts.done(account, "deleted", output)
                        : output.refused(AccountFacts.none(name)),
                output);
    }

    @Command(
            description = "Refuse every sign-in to the account, and end its sessions.",
            mixinStandardHelpOptions = true)
    int disable(@Parameters(paramLabel = "NAME") String name, @Mixin LastSuperuser last, @Mixin Output output) {
        return change(name, "disabled", output, account -> sessions.disable(account, last.allowed));
    }

    @Command(description = "Let the user of the account sign in again.", mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "enabled", output, accounts::enable);
    }

    @Command(description = "Make the account a superuser.", mixinStandardHelpOptions = true)
    int promote(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        return change(name, "promoted", output, accounts::promote);
    }

    @Command(description = "Take the superuser privilege from the account.", mixinStandardHelpOptions = true)
    int demote(@Parameters(paramLabel = "NAME") String name, @Mixin LastSuperuser last, @Mixin Output output) {
        return change(name, "demoted", output, account -> accounts.demote(account, last.allowed));
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
                .map(account -> LastSuperuser.unlessLast(
                        () -> {
                            change.accept(account);
                            return AccountFacts.done(account, participle, output);
                        },
                        output))
                .orElseGet(() -> output.refused(AccountFacts.none(name)));
    }
}
