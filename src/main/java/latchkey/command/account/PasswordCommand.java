package latchkey.command.account;

import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.audit.Kind;
import latchkey.command.output.Output;
import latchkey.failure.AuthFailure;
import latchkey.password.PasswordConfig;
import latchkey.session.Sessions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets the password of an account. */
@Command(
        name = "password",
        description =
                "Set a new password and end all sessions of the account. Prompts for the password twice, or reads it"
                        + " as one line from standard input.",
        mixinStandardHelpOptions = true)
public class PasswordCommand implements Callable<Integer> {

    @Inject
    Accounts accounts;

    @Inject
    Sessions sessions;

    @Inject
    PasswordConfig passwords;

    @Parameters(paramLabel = "NAME")
    String name = "";

    @Option(
            names = "--generate",
            description = "Generate a password and print it. The user should change it after signing in.")
    boolean generate;

    @Mixin
    Output output;

    @Override
    public Integer call() {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(AccountFacts.none(name));
        }
        int minLength = NewPassword.minLength(passwords);
        String password =
                (generate ? Optional.of(NewPassword.generated(minLength)) : NewPassword.prompt()).orElse(null);
        if (password == null) {
            return output.refused("Not changed: the two passwords are not the same.");
        }
        String flaw = NewPassword.flaw(password, minLength);
        return flaw != null ? output.refused("Not changed: " + flaw) : set(account, password);
    }

    private int set(Account account, String password) {
        try {
            Optional<Integer> ended = sessions.setPassword(account, password, Kind.PASSWORD_CHANGE, () -> {});
            return ended.isEmpty()
                    ? output.refused(AccountFacts.none(account.username))
                    : passwordSet(account, generate ? password : null, ended.get());
        } catch (AuthFailure common) {
            return output.refused("Not changed: the password is too common.");
        }
    }

    private int passwordSet(Account account, @Nullable String password, int ended) {
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
}
