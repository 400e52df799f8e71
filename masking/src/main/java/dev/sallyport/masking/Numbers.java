package dev.sallyport.masking;

/// Payment cards, social security numbers and IBANs: whatever begins with digits, or two letters before them.
///
/// - Cards: issuer range, length and Luhn digit; digits together or in the groups printed on cards, parted
///   by single spaces or hyphens. Without a word such as `card` before them, only the common networks.
/// - SSN (and ITIN): `123-45-6789` or with spaces, in the ranges ever issued; nine digits together only
///   behind the word `ssn` or `social security`.
/// - IBAN: the country's length and the check digits, together or in groups of four.
///
/// One in ten numbers of an issuer's range and length passes the Luhn check, so an order number can be
/// taken for a card.
final class Numbers implements Detector {

    private static final int CONTEXT = 40;
    private static final int CARD_DIGITS_MAX = 19;

    /// Country code and length of its IBANs (IBAN registry, release 99).
    private static final String IBAN_LENGTHS =
            "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29"
                    + "ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30"
                    + "KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15"
                    + "OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23"
                    + "TN24TR26UA29VA22VG24XK20YE30";

    @Override
    public void look(View view, int start, int end, Findings findings) {
        if (Ascii.is(view.at(start - 1), Ascii.DIGIT)) {
            return;
        }
        iban(view, start, findings);
        ssn(view, start, findings);
        card(view, start, findings);
    }

    private static void card(View view, int start, Findings findings) {
        if (!opens(view, start)) {
            return;
        }
        var digits = new byte[CARD_DIGITS_MAX];
        var groups = new int[CARD_DIGITS_MAX];
        int count = 0;
        int group = 0;
        int separator = 0;
        int i = start;
        while (true) {
            int b = view.at(i);
            if (Ascii.is(b, Ascii.DIGIT)) {
                if (count == CARD_DIGITS_MAX) {
                    return;
                }
                digits[count++] = (byte) (b - '0');
                groups[group]++;
                i++;
            } else if ((b == ' ' || b == '-')
                    && (separator == 0 || separator == b)
                    && Ascii.is(view.at(i + 1), Ascii.DIGIT)
                    && count >= 4
                    && !isCardGrouping(groups, group + 1, count)
                    && count < CARD_DIGITS_MAX) {
                separator = b;
                group++;
                i++;
            } else {
                break;
            }
        }
        view.worked(i - start);
        if (count < 12 || !closes(view, i) || !isCardGrouping(groups, group + 1, count)) {
            return;
        }
        boolean named =
                isNamed(view, start, "card", "pan", "cc_", "ccnum", "cc ", "credit", "debit");
        if (isIssued(digits, count, named || separator != 0) && luhn(digits, count)) {
            findings.add(Kind.PAYMENT_CARD, start, i);
        }
    }

    /// Digits together, or grouped 4-4-4-4, 4-4-4-4-3, 4-6-5 or 4-6-4.
    private static boolean isCardGrouping(int[] groups, int used, int count) {
        if (used == 1) {
            return count >= 12 && groups[0] == count;
        }
        if (used == 3) {
            return groups[0] == 4 && groups[1] == 6 && (groups[2] == 5 || groups[2] == 4);
        }
        return (used == 4 || used == 5)
                && groups[0] == 4
                && groups[1] == 4
                && groups[2] == 4
                && groups[3] == 4
                && (used == 4 || groups[4] == 3);
    }

    private static boolean isIssued(byte[] d, int count, boolean anyNetwork) {
        int two = d[0] * 10 + d[1];
        int three = two * 10 + d[2];
        int four = three * 10 + d[3];
        boolean common =
                switch (count) {
                    case 14 -> two == 36 || two == 38 || (three >= 300 && three <= 305);
                    case 15 -> two == 34 || two == 37;
                    case 16 ->
                            d[0] == 4
                                    || (two >= 51 && two <= 55)
                                    || (four >= 2221 && four <= 2720)
                                    || four == 6011
                                    || (three >= 644 && three <= 659)
                                    || (four >= 3528 && four <= 3589)
                                    || two == 62
                                    || (four >= 2200 && four <= 2204);
                    default -> false;
                };
        return common
                || (anyNetwork
                        && switch (count) {
                            case 12, 17 -> isMaestro(two);
                            case 13 -> d[0] == 4 || isMaestro(two);
                            case 14, 15 -> isMaestro(two) || two == 39;
                            case 16 -> isMaestro(two) || two == 60 || two == 35;
                            case 18 -> isMaestro(two) || two == 62;
                            case 19 ->
                                    d[0] == 4
                                            || isMaestro(two)
                                            || two == 62
                                            || two == 64
                                            || two == 65;
                            default -> false;
                        });
    }

    private static boolean isMaestro(int two) {
        return two == 50 || (two >= 56 && two <= 58) || two == 63 || two == 67;
    }

    private static boolean luhn(byte[] digits, int count) {
        int sum = 0;
        boolean varied = false;
        for (int i = 0; i < count; i++) {
            int d = digits[count - 1 - i];
            varied |= d != digits[0];
            if (i % 2 == 1) {
                d = d * 2 > 9 ? d * 2 - 9 : d * 2;
            }
            sum += d;
        }
        return varied && sum % 10 == 0;
    }

    private static void ssn(View view, int start, Findings findings) {
        boolean phone = view.at(start - 1) == '+' && !isMarkOfDiff(view, start - 1);
        if (!opens(view, start) || phone) {
            return;
        }
        int separator = view.at(start + 3);
        if (separator == '-' || separator == ' ') {
            if (view.at(start + 6) == separator
                    && number(view, start, 3) >= 0
                    && number(view, start + 4, 2) >= 0
                    && number(view, start + 7, 4) >= 0
                    && closes(view, start + 11)
                    && !(separator == ' ' && isGroupOfDigits(view, start + 11))
                    && isIssuedSsn(
                            number(view, start, 3),
                            number(view, start + 4, 2),
                            number(view, start + 7, 4))) {
                findings.add(Kind.SSN, start, start + 11);
            }
            return;
        }
        int nine = number(view, start, 9);
        if (nine >= 0
                && closes(view, start + 9)
                && isIssuedSsn(nine / 1_000_000, nine / 10_000 % 100, nine % 10_000)
                && isNamed(view, start, "ssn", "social", "itin", "taxpayer")) {
            findings.add(Kind.SSN, start, start + 9);
        }
    }

    /// Whether the plus sign is the mark of a line in a diff; the diff of a merge has two marks.
    private static boolean isMarkOfDiff(View view, int plus) {
        int before = view.at(plus - 1);
        int line = before == '+' || before == '-' || before == ' ' ? plus - 1 : plus;
        return line == 0 || view.at(line - 1) == '\n';
    }

    private static boolean isGroupOfDigits(View view, int i) {
        return view.at(i) == ' ' && Ascii.is(view.at(i + 1), Ascii.DIGIT);
    }

    private static boolean isIssuedSsn(int area, int group, int serial) {
        if (area >= 900) {
            boolean itin =
                    (group >= 50 && group <= 65)
                            || (group >= 70 && group <= 99 && group != 89 && group != 93);
            return itin && serial > 0;
        }
        return area > 0 && area != 666 && group > 0 && serial > 0;
    }

    /// @return -1 when not all of the `count` bytes from `start` are digits
    private static int number(View view, int start, int count) {
        int value = 0;
        for (int i = start; i < start + count; i++) {
            int b = view.at(i);
            if (!Ascii.is(b, Ascii.DIGIT)) {
                return -1;
            }
            value = value * 10 + b - '0';
        }
        return value;
    }

    private static void iban(View view, int digits, Findings findings) {
        int start = digits - 2;
        if (start < 0
                || !Ascii.is(view.at(start), Ascii.LETTER)
                || !Ascii.is(view.at(start + 1), Ascii.LETTER)
                || Ascii.isWord(view.at(start - 1))
                || number(view, digits, 2) < 0
                || Ascii.is(view.at(start), Ascii.UPPER)
                        != Ascii.is(view.at(start + 1), Ascii.UPPER)) {
            return;
        }
        int expected = ibanLength(view.text(start, start + 2).toUpperCase(java.util.Locale.ROOT));
        int remainder = 0;
        int checkDigits = 0;
        int count = 0;
        int i = start;
        while (count < expected) {
            int b = view.at(i);
            if ((b == ' ' || b == '-') && count % 4 == 0 && count > 0 && view.at(i - 1) != b) {
                i++;
                continue;
            }
            if (!Ascii.is(b, Ascii.ALNUM)) {
                return;
            }
            int value = Ascii.is(b, Ascii.DIGIT) ? b - '0' : Ascii.lower(b) - 'a' + 10;
            if (count < 4) {
                checkDigits = value > 9 ? checkDigits * 100 + value : checkDigits * 10 + value;
            } else {
                remainder = (value > 9 ? remainder * 100 + value : remainder * 10 + value) % 97;
            }
            count++;
            i++;
        }
        view.worked(i - start);
        // The country (4 digits once letters are numbers) and check digits go to the end: ISO
        // 13616.
        remainder = (int) ((remainder * 1_000_000L + checkDigits) % 97);
        if (expected > 0 && remainder == 1 && !Ascii.isWord(view.at(i))) {
            findings.add(Kind.IBAN, start, i);
        }
    }

    private static int ibanLength(String country) {
        for (int i = 0; i < IBAN_LENGTHS.length(); i += 4) {
            if (IBAN_LENGTHS.startsWith(country, i)) {
                return Integer.parseInt(IBAN_LENGTHS, i + 2, i + 4, 10);
            }
        }
        return 0;
    }

    private static boolean isNamed(View view, int start, String... words) {
        for (var word : words) {
            if (view.indexOfFolded(word, start - CONTEXT, start) >= 0) {
                return true;
            }
        }
        return false;
    }

    /// No word, decimal number or longer hyphenated number goes on into `start`.
    private static boolean opens(View view, int start) {
        int before = view.at(start - 1);
        if (Ascii.isWord(before)) {
            return false;
        }
        return !((before == '-' || before == '.')
                && Ascii.isWord(view.at(start - 2))
                && isNumeric(view, start - 2));
    }

    private static boolean closes(View view, int end) {
        int after = view.at(end);
        if (Ascii.isWord(after)) {
            return false;
        }
        return !((after == '-' || after == '.') && Ascii.is(view.at(end + 1), Ascii.DIGIT));
    }

    /// Whether the word that ends at `last` has a digit in its last few bytes.
    private static boolean isNumeric(View view, int last) {
        return Ascii.is(view.at(last), Ascii.DIGIT);
    }
}
