package dev.sallyport.masking;

/// Cloud credentials without a prefix of their own, found by what stands before them.
enum CloudKeys implements Detector {

    /// Forty bytes of base64 behind `aws`, `secret…key` or an access key id; called for each such word.
    AWS_SECRET {
        @Override
        public void look(View view, int start, int end, Findings findings) {
            int limit = Math.min(view.length(), end + WINDOW);
            int i = end;
            while (i < limit) {
                if (!Ascii.is(view.at(i), Ascii.BASE64)) {
                    i++;
                    continue;
                }
                int stop = view.runEnd(i, Ascii.BASE64, AWS_SECRET_LENGTH + 1);
                if (stop - i == AWS_SECRET_LENGTH && isRandom(view, i, stop)) {
                    findings.add(Kind.AWS_SECRET_KEY, i, stop);
                    return;
                }
                while (i < limit && Ascii.is(view.at(i), Ascii.BASE64)) {
                    i++;
                }
            }
            view.worked(i - end);
        }
    },

    /// `AccountKey=` and `SharedAccessKey=` of connection strings, and `sig=` of shared access signatures.
    AZURE {
        @Override
        public void look(View view, int start, int end, Findings findings) {
            int stop = view.runEnd(end, Ascii.BASE64, 512);
            while (view.at(stop) == '='
                    || (view.at(stop) == '%' && view.at(stop + 1) != 0 && stop - end < 512)) {
                stop = view.at(stop) == '=' ? stop + 1 : view.runEnd(stop + 1, Ascii.BASE64, 512);
            }
            if (stop - end >= 40 && view.distinct(end, stop) >= 12) {
                findings.add(Kind.AZURE_KEY, end, stop);
            }
        }
    },

    /// A client secret of Entra ID: three characters, a digit, `Q~` and 31 to 34 more.
    ENTRA {
        @Override
        public void look(View view, int start, int end, Findings findings) {
            int from = start - 4;
            int stop = view.runEnd(end, Ascii.TOKEN, 40);
            while (stop > end && (view.at(stop - 1) == '.' || view.at(stop - 1) == '/')) {
                stop--;
            }
            if (view.matches(start, "Q~")
                    && from >= 0
                    && Ascii.is(view.at(start - 1), Ascii.DIGIT)
                    && !Ascii.isWord(view.at(from - 1))
                    && stop - end >= 31
                    && stop - end <= 34) {
                findings.add(Kind.AZURE_KEY, from, stop);
            }
        }
    },

    /// Slack's incoming webhooks: whoever has the address can post.
    SLACK_WEBHOOK {
        @Override
        public void look(View view, int start, int end, Findings findings) {
            int stop = view.runEnd(end, Ascii.BASE64, 128);
            if (stop - end >= 24 && view.has(end, stop, Ascii.DIGIT)) {
                findings.add(Kind.SLACK_TOKEN, end, stop);
            }
        }
    },

    /// The token of a Telegram bot: `123456789:AA…`.
    TELEGRAM {
        @Override
        public void look(View view, int start, int end, Findings findings) {
            int id = view.runStart(start, Ascii.DIGIT, 11);
            int stop = view.runEnd(end, Ascii.BASE64_URL, 40);
            if (view.matches(start, ":AA")
                    && start - id >= 8
                    && start - id <= 10
                    && stop - end >= 32
                    && stop - end <= 34) {
                findings.add(Kind.TELEGRAM_TOKEN, id, stop);
            }
        }
    };

    private static final int WINDOW = 160;
    private static final int AWS_SECRET_LENGTH = 40;

    /// Neither a hash in hexadecimal nor a path: many different characters of all three sorts.
    private static boolean isRandom(View view, int start, int stop) {
        return view.distinct(start, stop) >= 18
                && view.has(start, stop, Ascii.DIGIT)
                && view.has(start, stop, Ascii.UPPER)
                && view.has(start, stop, Ascii.LOWER);
    }
}
