package latchkey.command;

import jakarta.inject.Inject;
import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.function.Consumer;
import latchkey.LatchkeyConfig;
import latchkey.account.Account;
import latchkey.account.Accounts;
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
        description = "Create, disable, enable, promote and demote accounts; count their schemes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create | disable | enable | promote | demote) NAME | schemes")
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
        String password = password();
        int length = password.codePointCount(0, password.length());
        int shortest = Math.max(Password.SHORTEST, config.password().minLength().orElse(0));
        if (length < shortest || length > Password.LONGEST) {
            return output.refused("The password needs %d to %d characters.".formatted(shortest, Password.LONGEST));
        }
        try {
            Account account = accounts.register(new Registration(username, password, email, "", "", null), proof -> {
                if (superuser) {
                    accounts.setSuperuser(proof.account(), true);
                }
                return proof.account();
            });
            return done(account, "created", output);
        } catch (AuthFailure refused) {
            return output.refused("Not created: %s %s.".formatted(refused.reason(), told(refused)));
        }
    }

    private static List<String> told(AuthFailure refused) {
        return refused.flaws().entrySet().stream()
                .map(flaw -> flaw.getKey() + ": " + flaw.getValue().kind())
                .toList();
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

    /** The command asks the operator at a console for it; else it is one line of standard input. */
    @SuppressWarnings("SystemConsoleNull") // from 22 to 24 a pipe is a console, too, which reads it as well
    private static String password() {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("Password: ");
            return typed == null ? "" : new String(typed);
        }
        Scanner input = new Scanner(System.in, StandardCharsets.UTF_8);
        String line = input.hasNextLine() ? input.nextLine() : "";
        // What Windows' PowerShell begins a pipe with.
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private int change(String name, String participle, Output output, Consumer<Account> change) {
        return accounts.find(name)
                .map(account -> {
                    change.accept(account);
                    return done(account, participle, output);
                })
                .orElseGet(() -> output.refused("There is no account " + name + "."));
    }

    private static int done(Account account, String participle, Output output) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", account.id);
        facts.put("username", account.username);
        facts.put("done", participle);
        return output.done("Account %d (%s) %s.".formatted(account.id, account.username, participle), facts);
    }
}
