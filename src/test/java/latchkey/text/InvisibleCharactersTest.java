package latchkey.text;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import latchkey.account.LoginNames;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invisible characters are rejected in names; visible ones are accepted. */
class InvisibleCharactersTest {

    /** Default_Ignorable_Code_Point in DerivedCoreProperties.txt, the same from Unicode 12 to 17. */
    private static final List<int[]> DEFAULT_IGNORABLE = List.of(
            new int[] {0xAD, 0xAD},
            new int[] {0x34F, 0x34F},
            new int[] {0x61C, 0x61C},
            new int[] {0x115F, 0x1160},
            new int[] {0x17B4, 0x17B5},
            new int[] {0x180B, 0x180F},
            new int[] {0x200B, 0x200F},
            new int[] {0x202A, 0x202E},
            new int[] {0x2060, 0x206F},
            new int[] {0x3164, 0x3164},
            new int[] {0xFE00, 0xFE0F},
            new int[] {0xFEFF, 0xFEFF},
            new int[] {0xFFA0, 0xFFA0},
            new int[] {0xFFF0, 0xFFF8},
            new int[] {0x1BCA0, 0x1BCA3},
            new int[] {0x1D173, 0x1D17A},
            new int[] {0xE0000, 0xE0FFF});

    @Test
    void defaultIgnorableCharactersAreRejectedInNames() {
        assertThat(DEFAULT_IGNORABLE.stream()
                        .flatMapToInt(range -> IntStream.rangeClosed(range[0], range[1]))
                        .filter(character -> !refuses("ad" + Character.toString(character) + "a"))
                        .mapToObj(Integer::toHexString))
                .isEmpty();
    }

    /** Wherever it stands, of whatever it is made. */
    @ParameterizedTest
    @ValueSource(
            ints = {0xFE0F, 0x34F, 0x3164, 0x115F, 0x180B, 0x2800, 0xFFA0, 0xE0100, 0x1D159, 0x13441, 0x200B, 0x1680})
    void invisibleCharactersAtTheEndsOfANameAreRejected(int character) {
        String nothing = Character.toString(character);
        List<String> names =
                List.of("ada" + nothing, nothing + "ada", "a" + nothing + nothing + "da", nothing + nothing);
        if (character != 0x1680) {
            assertThat(names).allMatch(InvisibleCharactersTest::refuses);
        } else {
            assertThat(LoginNames.of(names.get(0), null).username()).isEqualTo("ada");
            assertThat(refuses(names.get(2))).isTrue();
        }
    }

    @Test
    void controlCharactersAreRejectedInNames() {
        assertThat(IntStream.concat(IntStream.rangeClosed(0, 0x1F), IntStream.rangeClosed(0x7F, 0x9F))
                        .filter(character -> !refuses("ad" + Character.toString(character) + "a")))
                .isEmpty();
        assertThat(List.of("ad\u2028a", "ad\u2029a", "ad\u202Ea")).allMatch(InvisibleCharactersTest::refuses);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "Ada Lovelace",
                "Zoë",
                "李",
                "Ὀδυσσεύς",
                "दमयंती",
                "ᠮᠣᠩᠭᠣᠯ",
                "ខ្មែរ",
                "한글",
                "ada_99-x.y+z",
                "⠁⠙⠁",
                "😀",
                "o'neill",
                "שָׁלוֹם"
            })
    void namesInManyScriptsAreAccepted(String name) {
        assertThat(refuses(name)).isFalse();
    }

    @ParameterizedTest(name = "[{0}] is {1}")
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '`', textBlock = """
            ` ada`,ada
            `ada `,ada
            `\u00a0\u2007\u202fada\u3000`,ada
            `\u0085ada\u2028\u2029`,ada
            `\u001cada\u001f`,ada
            `Ada  \u00a0Lovelace`,Ada Lovelace
            `Ada\u3000Lovelace`,Ada Lovelace
            `\uff21da`,Ada
            """)
    void blanksInANameAreTrimmedAndCollapsed(String typed, String kept) {
        assertThat(LoginNames.of(typed, null).username()).isEqualTo(kept);
    }

    /** The stored name must be found when it is typed. */
    @Test
    void normalisingANameTwiceChangesNothing() {
        TreeSet<String> unstable = IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
                .filter(character ->
                        Character.isDefined(character) && Character.getType(character) != Character.SURROGATE)
                .mapToObj(character -> "a " + Character.toString(character) + " b" + Character.toString(character))
                .filter(typed ->
                        !Spelling.normalised(Spelling.normalised(typed)).equals(Spelling.normalised(typed)))
                .collect(toCollection(TreeSet::new));

        assertThat(unstable).isEmpty();
    }

    @Test
    void theLengthOfANameIsCountedAfterNormalising() {
        String longest = "a".repeat(255);

        assertThat(LoginNames.of("  " + longest + "\u3000", null).username()).isEqualTo(longest);
        assertThat(flaws("  " + longest + "a", null))
                .containsEntry("username", new FieldError(FieldError.Kind.TOO_LONG, 255));
        assertThat(flaws(" \u3000\t", " "))
                .containsEntry("username", FieldError.of(FieldError.Kind.BLANK))
                .containsEntry("email", FieldError.of(FieldError.Kind.BLANK));
        assertThat(LoginNames.of("ada", " ada@shop.example\n").email()).isEqualTo("ada@shop.example");
        assertThat(flaws("ada", "a da@shop.example"))
                .containsEntry("email", FieldError.of(FieldError.Kind.NOT_AN_EMAIL));
    }

    /** A body full of blanks must not take quadratic time. */
    @Test
    void manyBlanksAreNormalisedInLinearTime() {
        String many = " ".repeat(1 << 22);

        assertThat(Spelling.normalised("a" + many + "b" + many)).isEqualTo("a b");
    }

    private static boolean refuses(String name) {
        return flaws(name, null).containsKey("username");
    }

    private static Map<String, FieldError> flaws(String username, String email) {
        try {
            LoginNames.of(username, email);
            return new LinkedHashMap<>();
        } catch (AuthFailure refused) {
            return refused.flaws();
        }
    }
}
