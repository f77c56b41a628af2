package latchkey.transfer.factor;

import static latchkey.transfer.factor.FactorFields.require;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import latchkey.transfer.factor.FactorRecord.Owner;
import latchkey.transfer.file.FileObjects.FileObject;
import latchkey.transfer.file.ImportStopped;
import latchkey.transfer.file.RejectedRecord;

/** The models of django-otp and django-allauth, as {@code dumpdata} prints them. */
final class DjangoFactors implements FactorReader {

    private static final Owner UNKNOWN_OWNER = Owner.of(null);

    private static final String TOTP = "otp_totp.totpdevice";
    private static final String STATIC_DEVICE = "otp_static.staticdevice";
    private static final String STATIC_TOKEN = "otp_static.statictoken";
    private static final String AUTHENTICATOR = "mfa.authenticator";
    private static final Set<String> MODELS = Set.of(TOTP, STATIC_DEVICE, STATIC_TOKEN, AUTHENTICATOR);

    private final AllauthFactors allauth;

    /** By primary key, and without secrets. */
    private final Map<String, StaticDevice> devices = new HashMap<>();

    private final Set<String> models = new HashSet<>();

    DjangoFactors(AllauthFactors allauth) {
        this.allauth = allauth;
    }

    /** The owner of tokens that come later in the file. */
    private record StaticDevice(Owner owner, boolean confirmed) {}

    @Override
    public List<FactorRecord> read(FileObject object) {
        if (object.flaw() != null) {
            return List.of(FactorRecord.flawed(object.line(), UNKNOWN_OWNER, object.flaw()));
        }
        FactorFields whole = new FactorFields(object.content());
        FactorFields fields = whole.within("fields");
        String model = String.valueOf(whole.text("model")).toLowerCase(Locale.ROOT);
        models.add(MODELS.contains(model) ? model : "");
        return switch (model) {
            case TOTP -> List.of(FactorRecord.of(object.line(), owner(fields), () -> app(fields)));
            case STATIC_DEVICE -> {
                StaticDevice device = new StaticDevice(owner(fields), !fields.denies("confirmed"));
                devices.put(String.valueOf(whole.text("pk")), device);
                yield List.of();
            }
            case STATIC_TOKEN -> List.of(token(object.line(), fields));
            case AUTHENTICATOR -> allauth.read(object.line(), owner(fields), fields);
            default -> List.of();
        };
    }

    /** The user's primary key, or the natural one. */
    private static Owner owner(FactorFields fields) {
        JsonNode user = fields.object().path("user");
        return user.isArray() && user.size() == 1
                ? Owner.of(null, FactorFields.textOf(user.path(0)))
                : Owner.of(fields.text("user"));
    }

    private static ImportedFactor app(FactorFields fields) {
        require(!fields.denies("confirmed"), "it is not confirmed");
        fields.requireUsual("digits", "step", "algorithm");
        require(fields.isNumber("t0", 0), "its time does not begin in 1970");
        return FactorFields.app(
                fields.name("name", FactorReader.APP), hexadecimal(fields.required("key")), "hexadecimal");
    }

    private static Optional<byte[]> hexadecimal(String text) {
        try {
            return Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private FactorRecord token(long line, FactorFields fields) {
        StaticDevice device = devices.get(String.valueOf(fields.text("device")));
        return FactorRecord.of(line, device == null ? UNKNOWN_OWNER : device.owner(), () -> {
            if (device == null) {
                throw new RejectedRecord("its device is not before it in the file");
            }
            require(device.confirmed(), "its device is not confirmed");
            return FactorFields.code(fields.text("token"));
        });
    }

    @Override
    public void end() {
        if (models.equals(Set.of(""))) {
            throw new ImportStopped("the file has none of the models " + String.join(", ", new TreeSet<>(MODELS)));
        }
    }
}
