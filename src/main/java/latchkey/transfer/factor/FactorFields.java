package latchkey.transfer.factor;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import latchkey.factor.Base32;
import latchkey.factor.Factor;
import latchkey.factor.RecoveryCodes;
import latchkey.transfer.factor.ImportedFactor.App;
import latchkey.transfer.factor.ImportedFactor.Code;
import latchkey.transfer.file.JsonFields;
import latchkey.transfer.file.RejectedRecord;
import org.jspecify.annotations.Nullable;

/** Reads what Latchkey needs from an object of another program. No message has a part of a secret. */
record FactorFields(JsonNode object) {

    private static final int DIGITS = 6;
    private static final int PERIOD = 30;

    /** In bytes: 80 bits, which some backends make, and the longest that django-otp stores, and more. */
    private static final int SHORTEST_SECRET = 10;

    private static final int LONGEST_SECRET = 256;

    /** What a name cannot have in the database, or would do harm on a terminal. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    /** The object in a field, or in the JSON text of a field; an empty one if there is none. */
    FactorFields within(String name) {
        JsonNode value = object.path(name);
        try {
            return new FactorFields(value.isTextual() ? JsonFields.MAPPER.readTree(value.textValue()) : value);
        } catch (JsonProcessingException e) {
            return new FactorFields(MissingNode.getInstance());
        }
    }

    /** The elements of an array in a field; a single value is one. */
    List<FactorFields> all(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(FactorFields::new)
                        .toList()
                : List.of(new FactorFields(value));
    }

    /** A text or a number; null if it is empty, or anything else. */
    @Nullable
    String text(String name) {
        return textOf(object.path(name));
    }

    static @Nullable String textOf(JsonNode value) {
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty() ? value.asText() : null;
    }

    /** The texts of an array in a field; an empty text for what is none. */
    List<String> texts(String name) {
        return all(name).stream()
                .map(each -> requireNonNullElse(textOf(each.object), ""))
                .toList();
    }

    /** Whether a field says false, in any way in which programs and databases write it. */
    boolean denies(String name) {
        String text = text(name);
        return text != null && List.of("false", "f", "0", "no").contains(text.toLowerCase(Locale.ROOT));
    }

    /** The name of a factor, as Latchkey can store it. */
    String name(String field, String otherwise) {
        String text = requireNonNullElse(text(field), "").strip();
        String cut = text.substring(0, Math.min(text.length(), Factor.LONGEST_NAME));
        String name = UNPRINTABLE.matcher(cut).replaceAll("").strip();
        return name.isEmpty() ? otherwise : name;
    }

    /**
     * Requires codes as Latchkey checks them; what is missing is as in most programs.
     *
     * @throws RejectedRecord if they have other digits, another period or another algorithm
     */
    void requireUsual(String digits, String period, String algorithm) {
        require(isNumber(digits, DIGITS), "its codes have not six digits");
        require(isNumber(period, PERIOD), "its codes change not every 30 seconds");
        String name = requireNonNullElse(text(algorithm), "SHA1").toUpperCase(Locale.ROOT);
        require(name.replace("-", "").replace("HMAC", "").equals("SHA1"), "its codes are not made with SHA-1");
    }

    /** Whether a field is this number, or missing. */
    boolean isNumber(String name, long wanted) {
        String text = text(name);
        try {
            return text == null
                    || text.length() <= 20 && new BigDecimal(text).compareTo(BigDecimal.valueOf(wanted)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** @throws RejectedRecord if the field is not Base32 */
    App base32(String field, String name) {
        return app(name, Base32.decode(required(field)), "Base32");
    }

    /** @throws RejectedRecord if there is no secret, or one of an odd length */
    static App app(String name, Optional<byte[]> secret, String encoding) {
        byte[] bytes = secret.orElseThrow(() -> new RejectedRecord("its secret is not " + encoding));
        require(
                bytes.length >= SHORTEST_SECRET && bytes.length <= LONGEST_SECRET,
                String.format(Locale.ROOT, "its secret has not %d to %d bytes", SHORTEST_SECRET, LONGEST_SECRET));
        return new App(name, bytes);
    }

    /** @throws RejectedRecord if Latchkey does not accept codes of this form */
    static Code code(@Nullable String text) {
        String code = requireNonNullElse(text, "");
        require(
                RecoveryCodes.isCode(code),
                "the recovery code has not 6 to 32 letters, digits and signs of ASCII, beside hyphens and blanks");
        return new Code(code);
    }

    /** @throws RejectedRecord if there is no text in this field */
    String required(String name) {
        String text = text(name);
        if (text == null) {
            throw new RejectedRecord("it has no " + name);
        }
        return text;
    }

    /** @throws RejectedRecord if the field is not Base64, in either alphabet, with padding or without */
    byte[] base64(String name) {
        String text = required(name).replace('+', '-').replace('/', '_').replace("=", "");
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new RejectedRecord("its " + name + " is not Base64");
        }
    }

    static void require(boolean good, String why) {
        if (!good) {
            throw new RejectedRecord(why);
        }
    }
}
