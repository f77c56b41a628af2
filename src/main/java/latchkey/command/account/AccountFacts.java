package latchkey.command.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import latchkey.account.Account;
import latchkey.account.Credential;
import latchkey.command.output.Output;
import latchkey.failure.AuthFailure;

/** The fields of an account that commands print: a few for a table, or all of them. */
public final class AccountFacts {

    static final List<String> COLUMNS = List.of("id", "username", "email", "active", "superuser", "joined_at");

    static Map<String, Object> row(Account account) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", account.id);
        row.put("username", account.username);
        row.put("email", account.email);
        row.put("active", account.active);
        row.put("superuser", account.superuser);
        row.put("joined_at", account.joinedAt);
        return row;
    }

    static Map<String, Object> all(Account account, Credential.Facts facts) {
        Map<String, Object> all = row(account);
        all.put("groups", account.groups());
        all.put("email_verified_at", account.emailVerifiedAt);
        all.put("language", account.language);
        all.put("first_name", account.firstName);
        all.put("last_name", account.lastName);
        all.put("full_name", account.fullName);
        all.put("profile_image", account.profileImage);
        all.put("former_id", facts.formerId());
        all.put("password", facts.scheme());
        all.put("password_changed_at", facts.passwordChangedAt());
        all.put("sessions", facts.sessions());
        all.put("second_factors", facts.secondFactors());
        return all;
    }

    /** What a command has done to an account. */
    static Map<String, Object> changed(Account account, String participle) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", account.id);
        facts.put("username", account.username);
        facts.put("done", participle);
        return facts;
    }

    static int done(Account account, String participle, Output output) {
        return output.done(
                String.format(Locale.ROOT, "Account %d (%s) %s.", account.id, account.username, participle),
                changed(account, participle));
    }

    public static String none(String name) {
        return "There is no account " + name + ".";
    }

    /** The fields that were refused, each with the reason. */
    static List<String> described(AuthFailure refused) {
        return refused.flaws().entrySet().stream()
                .map(flaw -> flaw.getKey() + ": " + flaw.getValue().kind())
                .toList();
    }

    static String countOf(int sessions) {
        return sessions == 1 ? "1 session is" : sessions + " sessions are";
    }

    private AccountFacts() {}
}
