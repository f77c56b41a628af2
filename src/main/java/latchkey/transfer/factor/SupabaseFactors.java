package latchkey.transfer.factor;

import static latchkey.transfer.factor.FactorFields.require;

import java.util.List;
import latchkey.transfer.factor.FactorRecord.Owner;
import latchkey.transfer.file.FileObjects.FileObject;

/** Reads rows of Supabase's table {@code auth.mfa_factors}. */
final class SupabaseFactors implements FactorReader {

    @Override
    public List<FactorRecord> read(FileObject row) {
        if (row.flaw() != null) {
            return List.of(FactorRecord.flawed(row.line(), Owner.of(null), row.flaw()));
        }
        FactorFields fields = new FactorFields(row.content());
        return List.of(FactorRecord.of(row.line(), Owner.of(fields.text("user_id")), () -> app(fields)));
    }

    private static ImportedFactor app(FactorFields fields) {
        require(
                "totp".equals(fields.text("factor_type")),
                "it is not an authenticator app: its factor_type is not totp");
        require("verified".equals(fields.text("status")), "it is not confirmed: its status is not verified");
        require(!fields.required("secret").startsWith("{"), "its secret is encrypted");
        return fields.base32("secret", fields.name("friendly_name", APP));
    }
}
