package org.parley.protocol;

import java.util.regex.Pattern;

/** Bounds of what strangers send; each throws a {@link Refusal} that names the field and its bound. */
final class Checks {
    private static final Pattern CID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern FILE_ID = Pattern.compile("[1-9][0-9]{0,17}");

    private Checks() {}

    static void cid(String cid) {
        if (!CID.matcher(cid).matches()) {
            throw malformed("cid has 1 to 64 characters of A-Z, a-z, 0-9, _ and -");
        }
    }

    static boolean isCall(String call) {
        return CID.matcher(call).matches();
    }

    static void call(String call) {
        if (!isCall(call)) {
            throw malformed("call has 1 to 64 characters of A-Z, a-z, 0-9, _ and -");
        }
    }

    static void seq(String field, long seq) {
        if (seq < 1) {
            throw malformed(field + " is a seq, and these begin at 1");
        }
    }

    static void text(String field, String value, int maxCharacters) {
        if (value.isBlank()) {
            throw malformed(field + " must not be empty");
        }
        int characters = 0;
        for (int i = 0; i < value.length(); i++, characters++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw malformed(field + " is not valid Unicode: half of a surrogate pair stands alone");
            }
        }
        if (characters > maxCharacters) {
            throw new Refusal(
                    ErrorCode.TOO_LARGE,
                    field + " has " + characters + " characters, and at most " + maxCharacters + " are allowed");
        }
    }

    static void fileId(String id) {
        if (!FILE_ID.matcher(id).matches()) {
            throw malformed("file is the id of an upload: decimal digits in a string");
        }
    }

    private static Refusal malformed(String detail) {
        return new Refusal(ErrorCode.MALFORMED, detail);
    }
}
