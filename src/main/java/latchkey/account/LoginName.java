package latchkey.account;

import static java.text.Normalizer.Form.NFKC;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import latchkey.Sql;

/** A username or an e-mail address, folded for comparison: whoever has it signs in with it. */
final class LoginName {

    /**
     * Gives {@code account} those of {@code names} that nobody has, in one statement: of any number of claimants at once,
     * on any number of replicas, exactly one gets each.
     *
     * @param names folded; sorted, so that two claimants never wait for each other
     * @return the names that were free
     */
    static Set<String> claim(Account account, SortedSet<String> names) {
        return new HashSet<>(
                Sql.of("""
                        insert into login_name (name, account_id)
                        select name, ? from unnest(?) as name order by name
                        on conflict do nothing
                        returning name
                        """, account.id, names.toArray(String[]::new)).all(row -> row.getString("name")));
    }

    static String normalised(String typed) {
        return Normalizer.normalize(typed, NFKC);
    }

    /** The same for all spellings that differ only by letter case: upper case first, since ß and SS are one there. */
    static String folded(String typed) {
        return normalised(normalised(typed).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    }

    private LoginName() {}
}
