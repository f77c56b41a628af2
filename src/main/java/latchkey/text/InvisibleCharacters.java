package latchkey.text;

import java.util.regex.Pattern;

/**
 * Characters that make one name look like another, or break a line: control, format, unassigned, private use, white space
 * except the blank, and characters that are not shown or shown as nothing.
 */
public final class InvisibleCharacters {

    /**
     * Default_Ignorable_Code_Point (UAX #44), which UAX #31 (2.3) bars from identifiers, as far as no {@link Character#getType}
     * covers it: joiners, fillers and variation selectors. Java has no name for this property.
     */
    private static final String IGNORABLE = "\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{3164}"
            + "\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{E0000}-\\x{E0FFF}";

    /**
     * Characters that fonts show as empty: the Braille pattern without dots, the null notehead, the filler of Khitan, the
     * blanks among hieroglyphs, and the object replacement character.
     */
    private static final String EMPTY = "\\x{2800}\\x{1D159}\\x{16FE4}\\x{13441}\\x{13442}\\x{FFFC}";

    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}\\p{Cs}\\p{IsWhite_Space}" + IGNORABLE + EMPTY + "&&[^ ]]");

    public static boolean in(String text) {
        return INVISIBLE.matcher(text).find();
    }

    private InvisibleCharacters() {}
}
