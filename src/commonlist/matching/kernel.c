/* The matching kernel: words, names and records compared, and found in an index.

Everything is read from arrays that `commonlist.matching.index` makes, and written to arrays that
it hands in. Between calls only the memory that searches work in is kept, each piece used by one
call at a time, so that several threads may call at once. Log-odds add up: a score is the bias of
its kind and the effect of each feature, a function of straight lines between knots
(`commonlist.matching.model`). */

#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS 24
#define BONES 16
#define SPELT 63 /* letters of a name run together; the index cuts longer ones */
#define MOST_WORDS 24 /* of one name; the index cuts longer ones */
#define KNOWN_PAIRS 12 /* bits by which pairs of words are kept that were compared */
#define MOST_PAIRS 16384 /* pairs of names among which a second one is sought */
#define TELLING 0.2f /* weight of telling words that agree, below which they are very common ones alone */
#define EVIDENCE 8.0 /* log-odds that an equal word is worth */
#define LEAST_SPELT 6 /* letters that a name has for it to be compared letter by letter */
#define END 8 /* letters at either end of a name that find others */
#define END_BARE 5 /* the same of its consonants alone */
#define MOST_INITIALS 200 /* names of which the same letters are the initials, that are looked at */
#define MOST_ENDS 1000 /* names with such letters; more tell nothing */
#define COUNTED 16 /* a name's letters are counted by their last four bits */
#define AHEAD 12 /* names of which memory is asked for before they are looked at */
#define FIRST_NAMES 12 /* names that are compared if they share about half */
#define MOST_NEARS 32 /* like words that are kept, for each place of a word that was looked up */
#define LEAST_SHARED 0.45f /* share of what the best name shares, and of the lighter name, that all have to */
#define MOSTLY_SHARED 0.65f /* the share that others have to share */
#define STEM 5 /* letters by which a word that was cut finds others */
#define KINDRED_ALIKE 0.6f /* words near in meaning, as translators exchange them */
#define UNLISTED_PATRONYMIC 0.15f /* share of its weight that a patronymic has which only the query tells */
#define ELSEWHERE 0.1f /* the same of a word that the other record bears in another name */
#define BEHIND_PARTICLE 0.93f /* a word and the same with a particle written to it */
#define USUAL_EDIT 5.0f /* what an edit of one letter costs, one with another */
#define LEAST_ALIKE 0.12f
#define CLEARLY_ALIKE 0.85f /* words less alike may yet be parts of words run together */
#define FOUND_ALIKE 0.2f /* words less alike do not find each other */

enum { ORDINARY, COMMON, GENERIC, PLACE, NUMBER, TITLE, SLIGHT };
enum { PERSON, ORGANIZATION, OTHER, UNKNOWN };
enum { CONSONANTAL = 1, KNOWN = 2, PINYIN = 4, SYLLABLE = 8, PATRONYMIC = 16, NOT_LATIN = 32 };
enum { WEAK = 0, ALIAS = 1, CAPTION = 2, QUALITY = 3, IS_ACRONYM = 4, PERSONAL = 8, CUT = 16, VOWELLESS = 32, READING = 64, READ = 128 };
enum how { APART, SAME, MEANING, SOUND, SKELETON, SPELLING, SCRIPT, PREFIX, INITIAL, GLUED, CUT_SHORT, KINDRED };

/* Features, in the order of commonlist.matching.model.FEATURES. */
enum {
    GAIN, SOFT, MARKS, BLUR, EXTRA, EXTRA_SOFT, EXTRA_MARKS, INNER, OVER, BESIDE, CLASH,
    CLASH_SOFT, CLASH_MARKS, UNTRANSLATED, COVER, WITHIN, INITIALS, CROSSED, JOINED, LETTERS_OFF, BEGINS, LONE,
    QUALITIES, ACRONYM, UNLIKE,
    SECOND, MET, CAPTIONS, CAPTION_CLASH, BIRTH, GENDER, COUNTRY, KIND, NUMBERS, REFERENCE,
    FEATURES
};
#define NAME_FEATURES (UNLIKE + 1)

/* Features of two words, in the order of commonlist.matching.model.WORD_FEATURES. */
enum { SEEN, BONED, LENGTH, FIRST, LAST, KNOWN_WORDS, BARE, SLIP, CLASSED, EDITS, EDITED, WORD_FEATURES };
#define CODES 27 /* a letter of the alphabet from 1 on; 0: no letter, or another one */
#define VOWELS (1u | 1u << 4 | 1u << 8 | 1u << 14 | 1u << 20)

/* A word as `commonlist.matching.index.WORD` has it, in two lines of the processor's memory: what most
 * words are told apart by stands first. `sizes` are those of letters, sound and bones. */
typedef struct {
    uint64_t ident;
    uint32_t meaning;
    float weight;
    uint32_t letter_mask, heard_mask;
    uint8_t sizes[3], group, flags, family, unused[2];
    uint8_t letters[LETTERS], heard[LETTERS], bones[BONES];
} Word;

#define WORD_BYTES 96
_Static_assert(sizeof(Word) == WORD_BYTES, "words are read from arrays");

typedef struct {
    int64_t serial; /* of no other index in this process */
    int64_t words, names, records, keys, glues, ends, acronyms, exacts;
    const Word *vocabulary;
    const int32_t *name_start, *name_words, *name_record;
    const uint8_t *name_flags;
    const float *name_weight;
    const uint64_t *name_hash;
    const int32_t *spelt_start;
    const uint8_t *spelt;
    const int32_t *initial_start;
    const uint32_t *initials;
    const int32_t *record_names;
    const uint8_t *kind, *gender;
    const int32_t *birth_start, *birth_first, *birth_last, *birth_day;
    const int32_t *country_start;
    const int16_t *countries;
    const uint8_t *nation;
    const int32_t *number_start;
    const uint64_t *numbers;
    const uint8_t *number_sole;
    const int32_t *reference_start;
    const uint64_t *reference_scheme, *reference_value;
    const int64_t *post_start;
    const int32_t *post_names;
    const uint32_t *key_hash;
    const int32_t *key_first;
    const int32_t *key_word;
    const uint32_t *glue_hash;
    const int32_t *glue_first;
    const int32_t *glue_name;
    const uint32_t *end_hash;
    const int32_t *end_first;
    const int32_t *end_name;
    const uint8_t *letter_counts; /* [names][2][COUNTED] */
    const uint32_t *acronym_hash;
    const int32_t *acronym_first;
    const int32_t *acronym_name;
    const uint64_t *exact_hash;
    const int32_t *exact_record;
} Index;

typedef struct {
    int64_t serial; /* of no other model in this process */
    int64_t features, knots;
    const float *bias; /* [kinds] */
    const float *x, *y; /* [kinds][features][knots] */
    const int32_t *n; /* [kinds][features] */
    int64_t asked; /* whether the left one is a query, whose own words count otherwise */
    int64_t word_knots;
    const float *word_bias; /* [1] */
    const float *word_x, *word_y; /* [word features][word_knots] */
    const int32_t *word_n; /* [word features] */
    const float *edits; /* what edits of a word cost: see edited() */
    const float *initial_bits; /* [256] what a letter of an acronym tells */
} Model;

static double piece(const float *x, const float *y, int n, double v)
{
    /* Beyond the knots an effect still changes a little, so that unlike pairs do not tie. */
    const double slope = 1e-4;
    if (n == 0) return 0.0;
    const double direction = y[n - 1] > y[0] ? slope : y[n - 1] < y[0] ? -slope : 0.0;
    if (v <= x[0]) return y[0] + direction * (v - x[0]);
    for (int i = 1; i < n; i++)
        if (v <= x[i]) return y[i - 1] + ((double)y[i] - y[i - 1]) * (v - x[i - 1]) / ((double)x[i] - x[i - 1]);
    return y[n - 1] + direction * (v - x[n - 1]);
}

/* ---- words ---------------------------------------------------------------------------------- */

/* Where each letter of a text stands, a bit a place. Kept, as the next pair often has the text too. */
typedef struct {
    int size;
    uint8_t text[64];
    uint64_t at[256];
} Pattern;

/* Of words by letters and by sound, of names run together, and of what is made for one pair. */
typedef struct { Pattern letters, heard, spelt, made; } Patterns;

static const uint64_t *places(Pattern *P, const uint8_t *p, int m)
{
    if (P->size == m && !memcmp(P->text, p, m)) return P->at;
    for (int i = 0; i < P->size; i++) P->at[P->text[i]] = 0;
    for (int i = 0; i < m; i++) P->at[p[i]] |= 1ull << i;
    memcpy(P->text, p, m);
    P->size = m;
    return P->at;
}

static int osa_up_to(int most, const uint8_t *p, int m, const uint8_t *t, int n, Pattern *P)
{
    /* Optimal string alignment by bits: Hyyrö, A bit-vector algorithm for computing Levenshtein
    and Damerau edit distances (2003). More than `most`: it costs more. `p` has 64 letters at most. */
    if (m == 0) return n;
    const uint64_t *at = places(P, p, m);
    uint64_t vp = ~0ull, vn = 0, d0 = 0, before = 0;
    const uint64_t last = 1ull << (m - 1);
    int score = m;
    for (int j = 0; j < n && score <= most + n - j; j++) { /* a letter less costs one less at best */
        const uint64_t pm = at[t[j]];
        const uint64_t swapped = ((~d0 & pm) << 1) & before;
        d0 = (((pm & vp) + vp) ^ vp) | pm | vn | swapped;
        uint64_t hp = vn | ~(d0 | vp);
        uint64_t hn = d0 & vp;
        score += (hp & last) != 0;
        score -= (hn & last) != 0;
        hp = (hp << 1) | 1ull;
        hn <<= 1;
        vp = hn | ~(d0 | hp);
        vn = hp & d0;
        before = pm;
    }
    return score;
}

static int osa(const uint8_t *p, int m, const uint8_t *t, int n, Pattern *P)
{
    return osa_up_to(m + n, p, m, t, n, P);
}

static int same_text(const uint8_t *p, int m, const uint8_t *t, int n) { return m == n && !memcmp(p, t, m); }

static float ratio(const uint8_t *p, int m, const uint8_t *t, int n, Pattern *P)
{
    const int longer = m > n ? m : n;
    if (!longer) return 0.0f;
    if (same_text(p, m, t, n)) return 1.0f;
    return 1.0f - (float)osa(p, m, t, n, P) / (float)longer;
}

static int may_be_near(uint32_t one, uint32_t two, int m, int n)
{
    const int longer = m > n ? m : n;
    const int edits = (longer * 3) / 10 + 1;
    return abs(m - n) <= edits && __builtin_popcount(one ^ two) <= 2 * edits;
}

int shape(const uint8_t *text, int size, uint8_t *out)
{
    /* A word by the look of its letters, as a bad scan confuses them: rn nn m, vv w, cl d, ri n,
     * li h b, c e, l i j, q g, u v, t f. Wide letters are two narrow ones, so that clio is both
     * cho and dio: `out` has room for twice as many. */
    static const char stroke[] = "aieeefgiiikinnopgrsfuuuxyz", second[] = " i i   i    n         u   ";
    int n = 0;
    for (int i = 0; i < size; i++) {
        const uint8_t here = text[i], next = i + 1 < size ? text[i + 1] : 0;
        if (here < 'a' || here > 'z') { out[n++] = here; continue; }
        if (here == 'r' && next == 'n') { out[n++] = 'n'; continue; }
        if (here == 'r' && (next == 'i' || next == 'l')) { out[n++] = 'n'; i++; continue; }
        out[n++] = (uint8_t)stroke[here - 'a'];
        if (second[here - 'a'] != ' ') out[n++] = (uint8_t)second[here - 'a'];
    }
    return n;
}

static float by_shape(const uint8_t *p, int m, const uint8_t *t, int n, Pattern *P)
{
    uint8_t one[2 * LETTERS], two[2 * LETTERS];
    const int a = shape(p, m, one), b = shape(t, n, two);
    return ratio(one, a, two, b, P);
}

static int is_vowel(uint8_t letter)
{
    return letter >= 'a' && letter <= 'z' && (VOWELS >> (letter - 'a') & 1u);
}

static int vowelless(const uint8_t *text, int size, uint8_t *out)
{
    /* The first letter and the consonants behind it. */
    int n = 0;
    for (int i = 0; i < size; i++)
        if (i == 0 || !is_vowel(text[i])) out[n++] = text[i];
    return n;
}

static int without(const uint8_t *text, int size, uint8_t letter, uint8_t *out)
{
    int n = 0;
    for (int i = 0; i < size; i++)
        if (text[i] != letter) out[n++] = text[i];
    return n;
}

static float by_bones(const uint8_t *p, int m, const uint8_t *t, int n, Pattern *P)
{
    /* Words of which one is written without short vowels; as much as chance leaves to them. */
    if (m == n && !memcmp(p, t, m)) return m >= 4 ? 0.93f : m == 3 ? 0.85f : m == 2 ? 0.6f : 0.0f;
    if (m < 3 || n < 3 || m + n < 7 || abs(m - n) > 1) return 0.0f;
    return osa(p, m, t, n, P) == 1 ? (m + n > 7 ? 0.5f : 0.35f) : 0.0f;
}

static float by_consonants(const uint8_t *p, int m, const uint8_t *t, int n)
{
    /* The same of words in one script: as they are spelt. */
    uint8_t one[LETTERS], two[LETTERS];
    const int a = vowelless(p, m, one), b = vowelless(t, n, two);
    if (a != b || memcmp(one, two, a)) return 0.0f;
    return a >= 4 ? 0.93f : a == 3 ? 0.85f : 0.0f;
}

static float begins(const uint8_t *p, int m, const uint8_t *t, int n, int cut)
{
    if (m > n) return 0.0f;
    if (memcmp(p, t, m)) return 0.0f;
    if (cut) return m >= 4 ? 0.9f : m == 3 ? 0.8f : 0.6f;
    if (m < 4 || n < m + 2) return 0.0f;
    return 0.1f + 0.4f * (float)m / (float)n;
}

static int classed(const uint8_t *heard, int size, uint8_t *out)
{
    /* A sound by classes, once each: vowels, lips, teeth, hissing (also ts), throat; as Daitch and
     * Mokotoff (1985) have them, but for vowels, of which they keep none. */
    static const char class_of[] = "abstafkkasklmnabkrstaffsas";
    int n = 0;
    for (int i = 0; i < size; i++) {
        const uint8_t to = heard[i] >= 'a' && heard[i] <= 'z' ? (uint8_t)class_of[heard[i] - 'a'] : heard[i];
        if (to == 's' && n && out[n - 1] == 't') n--;
        if (!n || out[n - 1] != to) out[n++] = to;
    }
    return n;
}

static float by_class(const uint8_t *p, int m, const uint8_t *t, int n, Pattern *P)
{
    uint8_t one[LETTERS], two[LETTERS];
    const int a = classed(p, m, one), b = classed(t, n, two);
    return ratio(one, a, two, b, P);
}

static int neighbours(uint8_t one, uint8_t two)
{
    /* Whether two letters are side by side on a keyboard. */
    static const char keys[] = "qwertyuiop asdfghjkl zxcvbnm";
    for (int i = 0; keys[i + 1]; i++)
        if ((keys[i] == one && keys[i + 1] == two) || (keys[i] == two && keys[i + 1] == one)) return 1;
    return 0;
}

static int slipped(const uint8_t *p, int m, const uint8_t *t, int n)
{
    /* Whether two words differ by one slip of the keyboard: a key beside, or two letters swapped. */
    int at = 0, last = m - 1;
    if (m != n) return 0;
    while (at < m && p[at] == t[at]) at++;
    while (last > at && p[last] == t[last]) last--;
    if (last == at) return neighbours(p[at], t[at]);
    return last == at + 1 && p[at] == t[last] && p[last] == t[at];
}

static void coded(const uint8_t *letters, int size, uint8_t *out)
{
    for (int i = 0; i < size && i < SPELT; i++)
        out[i] = letters[i] >= 'a' && letters[i] <= 'z' ? (uint8_t)(letters[i] - 'a' + 1) : 0;
}

static float edited(const uint8_t *p, int m, const uint8_t *t, int n, const float *edits)
{
    /* What it costs to make one word (or a name run together) the other by the cheapest edits. `edits`:
     * [CODES][CODES] of a letter exchanged for another, [CODES][CODES] of one left out behind another (0:
     * the first), then that of two swapped. */
    const float *exchanged = edits, *dropped = edits + CODES * CODES, swapped = edits[2 * CODES * CODES];
    uint8_t one[SPELT], two[SPELT];
    float rows[3][SPELT + 1], left_out[SPELT];
    float *before = rows[0], *last = rows[1], *row = rows[2];
    coded(p, m, one);
    coded(t, n, two);
    last[0] = 0.0f;
    for (int j = 0; j < n; j++) {
        left_out[j] = dropped[two[j] * CODES + (j ? two[j - 1] : 0)];
        last[j + 1] = last[j] + left_out[j];
    }
    for (int i = 0; i < m; i++) {
        const float gone = dropped[one[i] * CODES + (i ? one[i - 1] : 0)];
        const float *const other = exchanged + one[i] * CODES;
        row[0] = last[0] + gone;
        for (int j = 0; j < n; j++) {
            float least = last[j] + (p[i] == t[j] ? 0.0f : other[two[j]]);
            if (last[j + 1] + gone < least) least = last[j + 1] + gone;
            if (row[j] + left_out[j] < least) least = row[j] + left_out[j];
            if (i && j && p[i] == t[j - 1] && p[i - 1] == t[j] && before[j - 1] + swapped < least)
                least = before[j - 1] + swapped;
            row[j + 1] = least;
        }
        float *const free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[n];
}

static int is_bare(const Word *word) { return !(word->letter_mask & VOWELS) && word->sizes[0] > 1; }

static int measured(const Word *one, const Word *two, const float *edits, Patterns *P, float *f)
{
    /* What two words have in common; 0 if they are too far apart to be looked at. */
    const int la = one->sizes[0], ha = one->sizes[1], na = one->sizes[2];
    const int lb = two->sizes[0], hb = two->sizes[1], nb = two->sizes[2];
    if (!ha || !hb) return 0; /* no sound to set side by side */
    const int boned = na >= 2 && same_text(one->bones, na, two->bones, nb);
    if (!boned && !may_be_near(one->letter_mask, two->letter_mask, la, lb)
        && !may_be_near(one->heard_mask, two->heard_mask, ha, hb))
        return 0;
    const float spelt = ratio(one->letters, la, two->letters, lb, &P->letters);
    const int plain = same_text(one->letters, la, one->heard, ha) && same_text(two->letters, lb, two->heard, hb);
    const float heard = plain ? spelt : ratio(one->heard, ha, two->heard, hb, &P->heard);
    const float best = spelt > heard ? spelt : heard;
    const int longer = la > lb ? la : lb;
    const float shape = longer >= 3 && best >= 0.3f && best < 0.9f
        ? by_shape(one->letters, la, two->letters, lb, &P->made) : 0.0f;
    if (!boned && best < 0.5f && shape < 0.6f) return 0;
    f[SEEN] = shape > best ? shape : best;
    f[BONED] = boned ? 1.0f : ratio(one->bones, na, two->bones, nb, &P->made);
    f[LENGTH] = (float)longer;
    f[FIRST] = one->heard[0] == two->heard[0];
    f[LAST] = one->heard[ha - 1] == two->heard[hb - 1];
    const int both = one->flags & two->flags;
    f[KNOWN_WORDS] = both & (KNOWN | PINYIN) ? 2.0f : (float)((one->flags | two->flags) & KNOWN) / KNOWN;
    f[BARE] = boned && is_bare(one) != is_bare(two);
    f[SLIP] = slipped(one->letters, la, two->letters, lb);
    f[CLASSED] = by_class(one->heard, ha, two->heard, hb, &P->made);
    f[EDITS] = edited(one->letters, la, two->letters, lb, edits);
    f[EDITED] = f[EDITS] / (float)longer;
    return 1;
}

static float spelling(const Model *M, const float *f)
{
    /* The share of the evidence of an equal word: log-odds learnt of words by themselves. */
    double sum = M->word_bias[0];
    for (int i = 0; i < WORD_FEATURES; i++)
        sum += piece(M->word_x + i * M->word_knots, M->word_y + i * M->word_knots, M->word_n[i], f[i]);
    const double share = sum / EVIDENCE;
    return share < 0.0 ? 0.0f : share > 0.96 ? 0.96f : (float)share;
}

static int behind_particle(const uint8_t *p, int m, const uint8_t *t, int n)
{
    /* Whether the longer word is the other with a particle written to it: alfaqir, dekelly, ridhaben,
     * adnanal. */
    static const char *const before[] = {"al", "el", "ul", "de", "van", "von", "del", "ben", "bin", "ibn",
                                         "la", "las", "los"};
    static const char *const after[] = {"ben", "bin", "ibn", "van"};
    if (n < 4 || m > n + 3) return 0;
    const int size = m - n;
    if (size == 2 && n > 4 && (p[n] == 'a' || p[n] == 'e') && p[n + 1] == 'l' && !memcmp(p, t, n)) return 1;
    for (int i = 0; i < (n > 4 ? 13 : 10); i++)
        if ((int)strlen(before[i]) == size && !memcmp(p, before[i], size) && !memcmp(p + size, t, n)) return 1;
    for (int i = 0; i < 4; i++)
        if (size == 3 && !memcmp(p + n, after[i], 3) && !memcmp(p, t, n)) return 1;
    return 0;
}

static int long_vowels_apart(const uint8_t *p, int m, const uint8_t *t, int n)
{
    /* Whether a long i that Arabic script has and Latin letters lack, or the other way round, tells
     * two names apart: Hasan is no Husayn. */
    int written = 0, heard = 0, two = 0;
    for (int i = 1; i < m; i++) written |= p[i] == 'y';
    for (int i = 1; i < n; i++) heard |= t[i] == 'i' || t[i] == 'y' || t[i] == 'e';
    for (int i = 1; i + 2 < n; i++) two |= (t[i] == 'a' || t[i] == 'e') && (t[i + 1] == 'i' || t[i + 1] == 'y');
    return written ? !heard : two;
}

static int one_syllable(const uint8_t *p, int m)
{
    int groups = 0;
    for (int i = 0; i < m; i++) groups += is_vowel(p[i]) && (i == 0 || !is_vowel(p[i - 1]));
    return groups == 1;
}

static int begin_apart(const uint8_t *p, const uint8_t *t)
{
    /* Whether two words begin with other consonants: Chong and Song are two names. */
    return p[0] != t[0] || (p[1] == 'h') != (t[1] == 'h');
}

static int long_vowel_differs(const Word *one, const Word *two)
{
    const int first = one->flags & CONSONANTAL;
    const Word *arabic = first ? one : two, *latin = first ? two : one;
    return long_vowels_apart(arabic->letters, arabic->sizes[0], latin->letters, latin->sizes[0]);
}

static float alike(const Word *one, int cut_one, const Word *two, int cut_two, const Model *M, Patterns *P,
                   uint8_t *how)
{
    /* How much two words are the same, from 0 to 1, and by what. */
    *how = SAME;
    if (one->ident == two->ident) return 1.0f;
    if (one->meaning && one->meaning == two->meaning) { *how = MEANING; return 0.97f; }
    *how = APART;
    if (one->group == NUMBER || two->group == NUMBER) return 0.0f;
    const int la = one->sizes[0], ha = one->sizes[1], na = one->sizes[2];
    const int lb = two->sizes[0], hb = two->sizes[1], nb = two->sizes[2];
    const int both = one->flags & two->flags;
    if (both & PINYIN && la > 1 && lb > 1 && !cut_one && !cut_two && one_syllable(one->letters, la)
        && one_syllable(two->letters, lb) && !same_text(one->letters, la, two->letters, lb))
        return 0.0f; /* Zhao and Zhu, Lei and Li */
    if (same_text(one->heard, ha, two->heard, hb)
        && !(both & PINYIN && begin_apart(one->letters, two->letters))) {
        *how = SOUND;
        return ha > 1 ? 0.98f : 0.9f;
    }
    const int cut = la < lb ? cut_one : cut_two;
    if (one->family && one->family == two->family) { *how = KINDRED; return KINDRED_ALIKE; }
    /* a place in a person's name, and a name that is known: either may be the other misspelt */
    const int common = one->group == COMMON && two->group == COMMON;
    const int apart = one->group == two->group || (one->group != COMMON && two->group != COMMON);
    const int crossed = (one->flags ^ two->flags) & CONSONANTAL;
    if (one->meaning && two->meaning && apart && !(both & SYLLABLE) && !cut
        && (!crossed || (common && (!same_text(one->bones, na, two->bones, nb) || long_vowel_differs(one, two)))))
        return 0.0f;
    if (la > lb ? behind_particle(one->letters, la, two->letters, lb)
                : behind_particle(two->letters, lb, one->letters, la)) {
        *how = SPELLING;
        return BEHIND_PARTICLE;
    }
    if (la == 1 || lb == 1) {
        *how = one->letters[0] == two->letters[0] || one->heard[0] == two->heard[0] ? INITIAL : APART;
        return *how == INITIAL ? 0.5f : 0.0f;
    }
    float best = 0.0f, f[WORD_FEATURES];
    if ((one->flags | two->flags) & CONSONANTAL) {
        best = by_bones(one->bones, na, two->bones, nb, &P->made);
        const float plain = by_consonants(one->letters, la, two->letters, lb);
        if (plain > best) best = plain;
        if (crossed && na != nb) { /* Arabic has one letter for w and for u: Delawar, dlur */
            uint8_t ours[BONES] = {0}, theirs[BONES] = {0};
            const int a = without(one->bones, na, 'v', ours), b = without(two->bones, nb, 'v', theirs);
            const float firm = 0.95f * by_bones(ours, a, theirs, b, &P->made);
            if (a == b && firm > best) best = firm;
        }
        *how = best > 0.0f ? SCRIPT : APART;
        if (best > 0.0f) return best;
    }
    if (measured(one, two, M->edits, P, f)) {
        best = spelling(M, f);
        if (best >= LEAST_ALIKE) *how = f[BONED] == 1.0f ? SKELETON : SPELLING;
        else best = 0.0f;
    }
    if (!cut && both & (KNOWN | PINYIN)) return best;
    const float part = la < lb ? begins(one->letters, la, two->letters, lb, cut_one)
                               : begins(two->letters, lb, one->letters, la, cut_two);
    if (part > best) { *how = cut ? CUT_SHORT : PREFIX; best = part; }
    return best;
}

int measure_words(const Index *I, const int32_t *left, const int32_t *right, int64_t n, const float *edits,
                  float *features)
{
    /* The features of pairs of words of one index, [n][WORD_FEATURES]; NaN: too far apart. */
    Patterns P = {0};
    for (int64_t i = 0; i < n; i++)
        if (!measured(&I->vocabulary[left[i]], &I->vocabulary[right[i]], edits, &P, features + i * WORD_FEATURES))
            features[i * WORD_FEATURES] = NAN;
    return 0;
}

/* ---- names ---------------------------------------------------------------------------------- */

typedef struct {
    int8_t left, right, left_span, right_span;
    uint8_t how;
    float likeness, weight;
} Meeting;

typedef struct {
    float f[NAME_FEATURES];
    double effect;
    int meetings;
    Meeting met[MOST_WORDS];
} Alignment;

/* Two words that were compared, neither of them cut. */
typedef struct {
    int32_t left, right; /* left -1: none yet */
    float likeness;
    uint8_t how;
} Compared;

/* What a call works with, for all its records. */
typedef struct {
    const Model *model;
    double at_zero[OTHER + 1][FEATURES]; /* the effects of features that are 0, as most are */
    Patterns patterns;
    Compared *compared; /* [1 << KNOWN_PAIRS] the last pair at each place; NULL: none is kept */
    double *effects; /* of the pairs of names of two records, as far as there is room */
} Table;

static double effect(const Model *M, int kind, int feature, float value)
{
    if (isnan(value)) return 0.0;
    const int64_t row = (int64_t)kind * M->features + feature;
    return piece(M->x + row * M->knots, M->y + row * M->knots, M->n[row], value);
}

static int is_soft(int group) { return group == COMMON || group == GENERIC || group == SLIGHT; }
static int is_mark(int group) { return group == PLACE || group == NUMBER; }

enum { BY_LETTERS, BY_SOUND, BY_BONES };

static int concat(const Index *I, const int32_t *words, int from, int span, int by, uint8_t *out)
{
    int at = 0;
    for (int i = from; i < from + span; i++) {
        const Word *word = &I->vocabulary[words[i]];
        const uint8_t *text = by == BY_LETTERS ? word->letters : by == BY_SOUND ? word->heard : word->bones;
        int size = word->sizes[by];
        if (by == BY_BONES && at && size && text[0] == 'a') { text++; size--; } /* no first vowel now */
        if (by != BY_LETTERS && at && size && out[at - 1] == text[0]) { text++; size--; } /* once in a sound */
        if (at + size > 31) return 0;
        memcpy(out + at, text, size);
        at += size;
    }
    return at;
}

static float glued(const Index *A, const int32_t *words, int from, int span, const Word *whole, Patterns *P)
{
    /* Whether words side by side are one word of the other name: Abu Bakr, Aboubakr. */
    uint8_t one[32], two[32];
    const int size = whole->sizes[0];
    uint32_t letters = 0, sounds = 0;
    int flags = whole->flags;
    for (int i = from; i < from + span; i++) {
        const Word *word = &A->vocabulary[words[i]];
        letters |= word->letter_mask;
        sounds |= word->heard_mask;
        flags |= word->flags;
    }
    if (flags & CONSONANTAL) {
        const int k = concat(A, words, from, span, BY_BONES, one);
        return k >= 4 && same_text(one, k, whole->bones, whole->sizes[2]) ? 0.8f : 0.0f;
    }
    if (__builtin_popcount(letters ^ whole->letter_mask) > 4 && __builtin_popcount(sounds ^ whole->heard_mask) > 4)
        return 0.0f;
    const int n = concat(A, words, from, span, BY_LETTERS, one);
    if (n < 5 || size < 4 || abs(n - size) > 2) return 0.0f;
    const float near = ratio(one, n, whole->letters, size, &P->made);
    if (near >= 0.8f) return 0.95f - 3.0f * (1.0f - near);
    const int m = concat(A, words, from, span, BY_SOUND, two);
    const float heard = m ? ratio(two, m, whole->heard, whole->sizes[1], &P->made) : 0.0f;
    return heard >= 0.8f ? 0.95f - 3.0f * (1.0f - heard) : 0.0f;
}

static void take_glued(const Index *A, const int32_t *ours, int m, uint32_t *used_a,
                       const Index *B, const int32_t *theirs, int n, uint32_t *used_b,
                       Patterns *P, Alignment *out, int swapped)
{
    for (int j = 0; j < n; j++) {
        if (*used_b >> j & 1u || B->vocabulary[theirs[j]].group == NUMBER) continue;
        float best = 0.0f;
        int from = 0, wide = 0;
        for (int i = 0; i < m; i++)
            for (int span = 2; span <= 4 && i + span <= m; span++) {
                const uint32_t bits = ((1u << span) - 1u) << i;
                if (*used_a & bits) break;
                const float got = glued(A, ours, i, span, &B->vocabulary[theirs[j]], P);
                if (got > best) { best = got; from = i; wide = span; }
            }
        if (best <= 0.0f || out->meetings >= MOST_WORDS) continue;
        *used_a |= ((1u << wide) - 1u) << from;
        *used_b |= 1u << j;
        Meeting *met = &out->met[out->meetings++];
        met->how = GLUED;
        met->likeness = best;
        met->weight = B->vocabulary[theirs[j]].weight;
        met->left = (int8_t)(swapped ? j : from);
        met->right = (int8_t)(swapped ? from : j);
        met->left_span = (int8_t)(swapped ? 1 : wide);
        met->right_span = (int8_t)(swapped ? wide : 1);
    }
}

static int earlier(int i, int j, int k, int l)
{
    const int one = abs(i - j), two = abs(k - l);
    return one != two ? one < two : i + j < k + l;
}

static void pair_up(const Index *A, const int32_t *ours, int m, const Index *B,
                    const int32_t *theirs, int n, const float *likeness, const uint8_t *how,
                    uint32_t *used_a, uint32_t *used_b, int whole, Alignment *out)
{
    /* The likest and weightiest words first; ties so that swapping the names changes nothing.
    `whole`: only what is clearly alike yet, as the rest may be two words run together. */
    while (out->meetings < MOST_WORDS) {
        float best = 0.0f;
        int at = -1, to = -1;
        for (int i = 0; i < m; i++) {
            if (*used_a >> i & 1u) continue;
            for (int j = 0; j < n; j++) {
                if (*used_b >> j & 1u || likeness[i * n + j] <= 0.0f) continue;
                if (whole && (how[i * n + j] >= PREFIX || likeness[i * n + j] < CLEARLY_ALIKE))
                    continue;
                const float one = A->vocabulary[ours[i]].weight, two = B->vocabulary[theirs[j]].weight;
                const float worth = likeness[i * n + j] + 0.1f * (one < two ? one : two);
                if (worth > best || (worth == best && earlier(i, j, at, to))) {
                    best = worth;
                    at = i;
                    to = j;
                }
            }
        }
        if (at < 0) return;
        *used_a |= 1u << at;
        *used_b |= 1u << to;
        Meeting *met = &out->met[out->meetings++];
        const float one = A->vocabulary[ours[at]].weight, two = B->vocabulary[theirs[to]].weight;
        met->left = (int8_t)at;
        met->right = (int8_t)to;
        met->left_span = met->right_span = 1;
        met->how = how[at * n + to];
        met->likeness = likeness[at * n + to];
        met->weight = one < two ? one : two;
    }
}

static int32_t words_from(const Index *I, int record)
{
    return I->name_start[I->record_names[record]];
}

static int borne(const Index *I, int word, const Index *O, int name)
{
    /* Whether the record of a name bears a word in any of its names, by letters, meaning or sound. A
     * syllable tells nothing by itself. */
    const Word *one = &I->vocabulary[word];
    if (one->flags & SYLLABLE) return 0;
    const int record = O->name_record[name], size = one->sizes[1];
    const int32_t from = words_from(O, record), to = words_from(O, record + 1);
    for (int32_t at = from; at < to; at++) {
        const Word *two = &O->vocabulary[O->name_words[at]];
        if (one->ident == two->ident || (one->meaning && one->meaning == two->meaning)) return 1;
        if (size > 2 && same_text(one->heard, size, two->heard, two->sizes[1])) return 1;
    }
    return 0;
}

static void lose(const Index *I, const int32_t *words, int n, uint32_t used, const Index *O, int other,
                 float patronymics, float *lost)
{
    /* By class: telling, soft, marks; then how much of the first two stands between words met; last,
     * how much are words that firms add at will. Patronymics count by their share, and so do words that
     * the other record bears in another name. */
    for (int i = 0; i < n; i++) {
        const Word *word = &I->vocabulary[words[i]];
        const int group = word->group;
        if (used >> i & 1u || group == TITLE) continue;
        const float share = borne(I, words[i], O, other) ? ELSEWHERE : word->flags & PATRONYMIC ? patronymics : 1.0f;
        const float weight = word->weight * share;
        lost[is_soft(group) ? 1 : is_mark(group) ? 2 : 0] += weight;
        if (group == SLIGHT) lost[4] += weight;
        const int inner = (used & ((1u << i) - 1u)) && used >> i > 1u;
        if (inner && !is_mark(group)) lost[3] += weight;
    }
}

static void count(const Index *A, const int32_t *ours, const Index *B, const int32_t *theirs,
                  Alignment *out, float *agreed, float *lacking)
{
    float *f = out->f;
    for (int k = 0; k < out->meetings; k++) {
        const Meeting *met = &out->met[k];
        const int left = A->vocabulary[ours[met->left]].group, right = B->vocabulary[theirs[met->right]].group;
        if (met->how == INITIAL) { f[INITIALS] += met->weight; continue; }
        if (met->how == GLUED) f[JOINED] += met->weight;
        if (met->how == SCRIPT) f[CROSSED] += met->weight;
        const int group = left == right ? left : is_soft(left) || is_soft(right) ? COMMON : ORDINARY;
        f[is_soft(group) ? SOFT : is_mark(group) ? MARKS : GAIN] += met->weight * met->likeness;
        const int whole = met->likeness >= 0.5f || met->how == CUT_SHORT;
        *agreed += met->weight * (whole ? 1.0f : 2.0f * met->likeness);
        const int told = met->how > SOUND || (met->how == MEANING && group == GENERIC);
        if (told) *(met->how == CUT_SHORT ? lacking : &f[BLUR]) += met->weight * (1.0f - met->likeness);
        if (group == ORDINARY && met->likeness >= 0.7f && f[LONE] < 3.0f) f[LONE] += 1.0f;
    }
}

static float meet(float *one, float *two)
{
    /* What of two stands against each other; taken from both. */
    const float less = *one < *two ? *one : *two;
    *one -= less;
    *two -= less;
    return less;
}

static float untold(const Index *I, const int32_t *words, int n, uint32_t used, int *script)
{
    /* How much of the words over, but for marks, is of unknown meaning; in Latin letters (1) or others (2). */
    float sum = 0.0f;
    for (int i = 0; i < n; i++) {
        const Word *word = &I->vocabulary[words[i]];
        if (used >> i & 1u || word->group == TITLE || is_mark(word->group)) continue;
        *script |= word->flags & NOT_LATIN ? 2 : 1;
        if (!word->meaning) sum += word->weight;
    }
    return sum;
}

static void translate(const Index *A, const int32_t *ours, int m, uint32_t used_a,
                      const Index *B, const int32_t *theirs, int n, uint32_t used_b, float *f)
{
    /* Names of organisations are translated: words of two scripts that stand against each other may mean
     * the same, unless it is known what both mean. */
    int script_a = 0, script_b = 0;
    const float untranslated = untold(A, ours, m, used_a, &script_a) + untold(B, theirs, n, used_b, &script_b);
    if (!(script_a == 1 && script_b & 2) && !(script_b == 1 && script_a & 2)) return;
    f[UNTRANSLATED] = f[CLASH] < untranslated ? f[CLASH] : untranslated;
    f[CLASH] -= f[UNTRANSLATED];
}

static void leave(float *f, const float *lost, int cut)
{
    /* Words over. One left out between others is less of a difference, or behind where a field
    ended. */
    const float soft_and_telling = lost[0] + lost[1];
    float inner = cut ? soft_and_telling : lost[3] < soft_and_telling ? lost[3] : soft_and_telling;
    f[INNER] += inner;
    const float soft = inner < lost[1] ? inner : lost[1];
    f[EXTRA_SOFT] += lost[1] - soft;
    f[EXTRA] += lost[0] > inner - soft ? lost[0] - (inner - soft) : 0.0f;
    f[cut ? INNER : EXTRA_MARKS] += lost[2];
}

static void set_against(float *f, float *ours, float *theirs, int asked, int cut_a, int cut_b)
{
    /* Words that only one name has: against words of the other name (first of the same class, then
    telling words against soft ones, then any), or over. */
    f[CLASH] = meet(&ours[0], &theirs[0]);
    f[CLASH] += meet(&ours[0], &theirs[1]) + meet(&ours[1], &theirs[0]);
    f[CLASH_SOFT] = meet(&ours[1], &theirs[1]);
    f[CLASH_MARKS] = meet(&ours[2], &theirs[2]);
    for (int i = 0; i < 2; i++)
        f[CLASH] += meet(&ours[i], &theirs[2]) + meet(&ours[2], &theirs[i]);
    leave(f, theirs, cut_a);
    if (asked) {
        const float soft_and_telling = ours[0] + ours[1];
        f[BESIDE] = ours[3] < soft_and_telling ? ours[3] : soft_and_telling;
        f[OVER] = soft_and_telling - f[BESIDE] + ours[2];
    } else leave(f, ours, cut_b);
}

static double weigh(const Table *T, int kind, const float *f)
{
    double sum = 0.0;
    for (int i = 0; i < NAME_FEATURES; i++)
        sum += f[i] == 0.0f ? T->at_zero[kind][i] : effect(T->model, kind, i, f[i]);
    return sum;
}

static int as_acronym(const Index *I, int name, uint32_t *key)
{
    /* Whether a name is one word of letters that may begin the words of another, and their key
     * (FNV-1a, as `initials` has it). */
    if (I->name_start[name + 1] - I->name_start[name] != 1) return 0;
    const Word *word = &I->vocabulary[I->name_words[I->name_start[name]]];
    const int size = word->sizes[0];
    if (size < 3 || size > 8) return 0;
    *key = 2166136261u;
    for (int i = 0; i < size; i++) *key = (*key ^ word->letters[i]) * 16777619u;
    return 1;
}

static float bits_of(const Index *I, int name, const Model *M)
{
    /* What the letters of an acronym tell, in bits; that it is printed as one tells as well. */
    const Word *word = &I->vocabulary[I->name_words[I->name_start[name]]];
    float bits = I->name_flags[name] & IS_ACRONYM ? 2.0f : 0.0f;
    for (int i = 0; i < word->sizes[0]; i++) bits += M->initial_bits[word->letters[i]];
    return bits;
}

static float acronym(const Index *A, int x, const Index *B, int y, const Model *M)
{
    /* What it tells that one name is letters that begin the words of the other; NaN if it is not. Who asks
     * for letters and nothing else may mean who is listed under just these. */
    uint32_t key;
    if (!as_acronym(A, x, &key)) return NAN;
    const int both = A->name_flags[x] & B->name_flags[y] & IS_ACRONYM && A->name_hash[x] == B->name_hash[y];
    if (M->asked && both && (A->name_flags[x] & QUALITY) == CAPTION) return bits_of(A, x, M);
    for (int i = B->initial_start[y]; i < B->initial_start[y + 1]; i++)
        if (B->initials[i] == key) return bits_of(A, x, M);
    return NAN;
}

#define LISTED_LETTERS 10.0f /* bits that letters tell less if they are the listed name */
#define BESIDE_A_NAME 12.0f /* the same if the query has a name beside them */

static void by_acronym(const Index *A, int x, const Index *B, int y, const Model *M, int kind, Alignment *out)
{
    /* Names compared as letters and what they stand for, if that tells more than their words. */
    float bits = acronym(A, x, B, y, M);
    if (isnan(bits)) { /* a name that is asked for has initials, whoever bears it */
        bits = acronym(B, y, A, x, M) - (M->asked ? LISTED_LETTERS : 0.0f);
        if (isnan(bits)) return;
    }
    const double told = effect(M, kind, ACRONYM, bits);
    if (out->f[UNLIKE] != 1.0f && told <= out->effect) return;
    for (int k = 0; k < NAME_FEATURES; k++) out->f[k] = NAN;
    out->f[ACRONYM] = bits;
    out->effect = told;
    out->meetings = 0;
}

static float quality_of(uint8_t flags)
{
    const int quality = flags & QUALITY;
    return quality == CAPTION ? 1.0f : quality == ALIAS ? 0.85f : 0.6f;
}

static float begins_with(const Index *A, int x, const Index *B, int y)
{
    /* How many letters a name has that a field cut, if the other begins with just these. */
    const int m = A->spelt_start[x + 1] - A->spelt_start[x], n = B->spelt_start[y + 1] - B->spelt_start[y];
    const int cut = A->name_flags[x] & CUT && m <= n;
    return cut && !memcmp(A->spelt + A->spelt_start[x], B->spelt + B->spelt_start[y], m) ? (float)m : 0.0f;
}

static int letters_off(const Index *A, int x, const Index *B, int y, Patterns *P, int *shorter, int *bare)
{
    /* How many letters differ of two names run together, by letters or by their look; if just one
     * name has hardly any vowels, of the consonants. -1: too many. */
    const uint8_t *one = A->spelt + A->spelt_start[x], *two = B->spelt + B->spelt_start[y];
    const int m = A->spelt_start[x + 1] - A->spelt_start[x], n = B->spelt_start[y + 1] - B->spelt_start[y];
    *bare = m >= LEAST_SPELT && n >= LEAST_SPELT && (A->name_flags[x] ^ B->name_flags[y]) & VOWELLESS;
    if (*bare) {
        uint8_t ours[SPELT], theirs[SPELT];
        const int a = vowelless(one, m, ours), b = vowelless(two, n, theirs);
        *shorter = a < b ? a : b;
        if (*shorter < LEAST_SPELT - 1 || abs(a - b) > 1) return -1;
        const int off = osa(ours, a, theirs, b, &P->made);
        return off > 1 ? -1 : off;
    }
    *shorter = m < n ? m : n;
    const int most = *shorter / 4;
    if (*shorter < LEAST_SPELT || abs(m - n) > most) return -1;
    int off = osa_up_to(2 * most, one, m, two, n, &P->spelt);
    if (off > 1 && off <= 2 * most) {
        uint8_t ours[2 * SPELT], theirs[2 * SPELT];
        const int a = shape(one, m, ours), b = shape(two, n, theirs);
        const int seen = a <= 64 ? osa_up_to(most, ours, a, theirs, b, &P->made)
                       : b <= 64 ? osa_up_to(most, theirs, b, ours, a, &P->made) : off; /* bits of a word */
        if (seen < off) off = seen ? seen : 1;
    }
    return off > most ? -1 : off;
}

static float rarely_off(const Index *A, int x, const Index *B, int y, int off, const float *edits)
{
    /* Letters that differ; less where they are edits that spellings of one word often have. */
    const int m = A->spelt_start[x + 1] - A->spelt_start[x], n = B->spelt_start[y + 1] - B->spelt_start[y];
    const float cost = edited(A->spelt + A->spelt_start[x], m, B->spelt + B->spelt_start[y], n, edits) / USUAL_EDIT;
    return cost < (float)off ? cost : (float)off;
}

static void told(const Index *I, int name, float *f)
{
    /* What the words of a name tell if all of them are met. */
    for (int i = I->name_start[name]; i < I->name_start[name + 1]; i++) {
        const Word *word = &I->vocabulary[I->name_words[i]];
        const int group = word->group;
        f[is_soft(group) ? SOFT : is_mark(group) ? MARKS : GAIN] += word->weight;
        if (group == ORDINARY && f[LONE] < 3.0f) f[LONE] += 1.0f;
    }
}

static void by_letters(const Index *A, int x, const Index *B, int y, Table *T, int kind, Alignment *out)
{
    /* Words may be run together or parted in any way, or be misspelt beyond what tells words: then
     * names are compared letter by letter, as worth what the words of the lighter one tell. */
    int shorter = 1, bare = 0;
    const float begun = begins_with(A, x, B, y);
    const int off = begun > 0.0f ? 0 : letters_off(A, x, B, y, &T->patterns, &shorter, &bare);
    if (off < 0) return;
    float f[NAME_FEATURES] = {0}, other[NAME_FEATURES] = {0};
    told(A, x, f);
    told(B, y, other);
    const float one = f[GAIN] + f[SOFT] + f[MARKS], two = other[GAIN] + other[SOFT] + other[MARKS];
    if (begun > 0.0f) { /* what both tell; the last word may be any */
        static const int both[] = {GAIN, SOFT, MARKS, LONE};
        for (int i = 0; i < 4; i++) if (other[both[i]] < f[both[i]]) f[both[i]] = other[both[i]];
    } else if (two < one || (two == one && other[GAIN] < f[GAIN])) memcpy(f, other, sizeof f);
    f[LETTERS_OFF] = (off && !bare ? rarely_off(A, x, B, y, off, T->model->edits) : (float)off) / (float)shorter;
    if (bare) f[CROSSED] = f[GAIN] + f[SOFT];
    f[COVER] = f[WITHIN] = 1.0f;
    f[BEGINS] = begun;
    const float shared = f[GAIN] + f[SOFT] + f[MARKS];
    if (begun > 0.0f && two > shared) { f[INNER] = two - shared; f[COVER] = shared / two; }
    f[QUALITIES] = quality_of(A->name_flags[x]) * quality_of(B->name_flags[y]);
    f[ACRONYM] = NAN;
    const double effect = weigh(T, kind, f);
    if (effect <= out->effect) return;
    memcpy(out->f, f, sizeof f);
    out->effect = effect;
    out->meetings = 0;
}

static void align(const Index *A, int x, const Index *B, int y, const float *likeness,
                  const uint8_t *how, Table *T, int kind, Alignment *out)
{
    const Model *M = T->model;
    const int32_t *ours = A->name_words + A->name_start[x];
    const int32_t *theirs = B->name_words + B->name_start[y];
    const int m = A->name_start[x + 1] - A->name_start[x];
    const int n = B->name_start[y + 1] - B->name_start[y];
    uint32_t used_a = 0, used_b = 0;
    out->meetings = 0;
    memset(out->f, 0, sizeof out->f);
    out->f[ACRONYM] = out->f[LETTERS_OFF] = NAN;
    pair_up(A, ours, m, B, theirs, n, likeness, how, &used_a, &used_b, 1, out);
    const uint32_t all_a = (uint32_t)((1ull << m) - 1), all_b = (uint32_t)((1ull << n) - 1);
    if (used_a != all_a && used_b != all_b) {
        take_glued(A, ours, m, &used_a, B, theirs, n, &used_b, &T->patterns, out, 0);
        take_glued(B, theirs, n, &used_b, A, ours, m, &used_a, &T->patterns, out, 1);
        pair_up(A, ours, m, B, theirs, n, likeness, how, &used_a, &used_b, 0, out);
    }
    float *f = out->f;
    if (!out->meetings) {
        for (int k = 0; k < NAME_FEATURES; k++) f[k] = NAN;
        f[UNLIKE] = 1.0f;
        out->effect = weigh(T, kind, f);
        by_acronym(A, x, B, y, M, kind, out);
        if (M->asked && isnan(f[ACRONYM])) by_letters(A, x, B, y, T, kind, out);
        return;
    }
    float agreed = 0.0f, lacking = 0.0f;
    count(A, ours, B, theirs, out, &agreed, &lacking);
    float left[5] = {0}, right[5] = {0};
    lose(A, ours, m, used_a, B, y, M->asked ? UNLISTED_PATRONYMIC : 1.0f, left);
    lose(B, theirs, n, used_b, A, x, 1.0f, right);
    const float met = f[GAIN] + f[SOFT] + f[MARKS] + f[BLUR] + lacking;
    /* who asks may leave out where it is, and either may say Group, as far as the share goes */
    const float over = M->asked ? left[4] : 0.0f, unasked = M->asked ? right[4] : -right[2];
    const float one = met + left[0] + left[1] + left[2] - over, two = met + right[0] + right[1] - unasked;
    set_against(f, left, right, (int)M->asked, A->name_flags[x] & CUT, B->name_flags[y] & CUT);
    if (kind != PERSON && f[CLASH] > 0.0f) translate(A, ours, m, used_a, B, theirs, n, used_b, f);
    const float fuller = (one > two ? one : two) + f[INITIALS];
    const float lighter = (one < two ? one : two) + f[INITIALS];
    f[COVER] = fuller > 0.0f ? agreed / fuller : 0.0f;
    f[WITHIN] = lighter > 0.0f ? (agreed + f[INITIALS]) / lighter : 0.0f;
    f[QUALITIES] = quality_of(A->name_flags[x]) * quality_of(B->name_flags[y]);
    f[BEGINS] = begins_with(A, x, B, y);
    out->effect = weigh(T, kind, f);
    const int unmet = used_a != all_a || used_b != all_b;
    if (M->asked && unmet && (f[CLASH_MARKS] == 0.0f || f[BEGINS] > 0.0f)) by_letters(A, x, B, y, T, kind, out);
    const int lettered = M->asked && A->name_flags[x] & B->name_flags[y] & IS_ACRONYM;
    if (unmet || lettered) by_acronym(A, x, B, y, M, kind, out);
}

/* ---- records -------------------------------------------------------------------------------- */

static int cut_at(const Index *I, int name, int i)
{
    return (I->name_flags[name] & CUT) && i == I->name_start[name + 1] - I->name_start[name] - 1;
}

static float kept_alike(const Index *A, int a, const Index *B, int b, Table *T, uint8_t *how)
{
    /* Whole words, compared once for all names that have them: names of one people share theirs. */
    if (!T->compared) return alike(&A->vocabulary[a], 0, &B->vocabulary[b], 0, T->model, &T->patterns, how);
    const uint32_t hash = ((uint32_t)a * 2654435761u ^ (uint32_t)b) * 2246822519u;
    Compared *at = &T->compared[hash >> (32 - KNOWN_PAIRS)];
    if (at->left != a || at->right != b) {
        at->likeness = alike(&A->vocabulary[a], 0, &B->vocabulary[b], 0, T->model, &T->patterns, &at->how);
        at->left = a;
        at->right = b;
    }
    *how = at->how;
    return at->likeness;
}

static void likenesses(const Index *A, int x, const Index *B, int y, Table *T, float *likeness,
                       uint8_t *how)
{
    const int32_t *ours = A->name_words + A->name_start[x];
    const int32_t *theirs = B->name_words + B->name_start[y];
    const int m = A->name_start[x + 1] - A->name_start[x];
    const int n = B->name_start[y + 1] - B->name_start[y];
    for (int i = 0; i < m; i++) {
        const int cut_a = cut_at(A, x, i);
        for (int j = 0; j < n; j++) {
            const int at = i * n + j, cut_b = cut_at(B, y, j);
            likeness[at] = cut_a || cut_b
                ? alike(&A->vocabulary[ours[i]], cut_a, &B->vocabulary[theirs[j]], cut_b, T->model, &T->patterns, &how[at])
                : kept_alike(A, ours[i], B, theirs[j], T, &how[at]);
        }
    }
}

static float birth(const Index *A, int a, const Index *B, int b)
{
    /* 6 the same day, 5 the year and no day to compare, 4 a slip of the day, 3 the year but not the
    day, 2 a year apart, 1 two, 0 more. Lists print 1 January where they know the year alone. */
    if (A->birth_start[a] == A->birth_start[a + 1] || B->birth_start[b] == B->birth_start[b + 1])
        return NAN;
    float best = 0.0f;
    for (int i = A->birth_start[a]; i < A->birth_start[a + 1]; i++)
        for (int j = B->birth_start[b]; j < B->birth_start[b + 1]; j++) {
            const int ours = A->birth_day[i], theirs = B->birth_day[j];
            int gap = A->birth_first[i] - B->birth_last[j];
            const int other = B->birth_first[j] - A->birth_last[i];
            if (other > gap) gap = other;
            float got = gap <= 0 ? 5.0f : gap == 1 ? 2.0f : gap == 2 ? 1.0f : 0.0f;
            if (ours && theirs) {
                const int y1 = ours / 10000, y2 = theirs / 10000, d1 = ours % 10000, d2 = theirs % 10000;
                int unlike = 0, tens = y1 % 100;
                for (int p = y1, q = y2; p || q; p /= 10, q /= 10) unlike += p % 10 != q % 10;
                const int swapped = y1 / 100 == y2 / 100 && tens / 10 + tens % 10 * 10 == y2 % 100;
                if (ours == theirs) got = 6.0f;
                else if (y1 == y2 && d1 / 100 == d2 % 100 && d1 % 100 == d2 / 100) got = 4.0f;
                else if (d1 == d2 && d1 != 101 && (unlike == 1 || swapped)) got = 4.0f;
                else if (y1 == y2) got = 3.0f;
            }
            if (got > best) best = got;
        }
    return best;
}

static float country(const Index *A, int a, const Index *B, int b)
{
    /* 3 nationality shared, 2 some country shared, 1 no country shared, 0 nor nationality, both
    stated. */
    const int from_a = A->country_start[a], to_a = A->country_start[a + 1];
    const int from_b = B->country_start[b], to_b = B->country_start[b + 1];
    int shared = 0, nations = 0, ours = 0, theirs = 0;
    if (from_a == to_a || from_b == to_b) return NAN;
    for (int i = from_a; i < to_a; i++) {
        ours |= A->nation[i];
        for (int j = from_b; j < to_b; j++) {
            if (A->countries[i] != B->countries[j]) continue;
            shared = 1;
            nations |= A->nation[i] & B->nation[j];
        }
    }
    for (int j = from_b; j < to_b; j++) theirs |= B->nation[j];
    if (shared) return nations ? 3.0f : 2.0f;
    return ours && theirs ? 0.0f : 1.0f;
}

static float numbers(const Index *A, int a, const Index *B, int b)
{
    /* 2 a number of a kind that a party has once is shared (IMO), 1 another is, -1 such differ. */
    int sole = 0, shared = 0;
    for (int i = A->number_start[a]; i < A->number_start[a + 1]; i++)
        for (int j = B->number_start[b]; j < B->number_start[b + 1]; j++) {
            const int both = A->number_sole[i] && A->number_sole[i] == B->number_sole[j];
            if (A->numbers[i] == B->numbers[j]) {
                if (both) return 2.0f;
                shared = 1;
            }
            sole |= both;
        }
    return shared ? 1.0f : sole ? -1.0f : NAN;
}

static float reference(const Index *A, int a, const Index *B, int b)
{
    /* 1 a quoted number is shared, 0 one is and another of its kind differs, -1 they differ. */
    int shared = 0, differs = 0;
    for (int i = A->reference_start[a]; i < A->reference_start[a + 1]; i++) {
        int known = 0, same = 0;
        const uint64_t scheme = A->reference_scheme[i];
        int first = 1;
        for (int k = A->reference_start[a]; k < i; k++) first &= A->reference_scheme[k] != scheme;
        if (!first) continue;
        for (int k = i; k < A->reference_start[a + 1]; k++) {
            if (A->reference_scheme[k] != scheme) continue;
            for (int j = B->reference_start[b]; j < B->reference_start[b + 1]; j++) {
                if (B->reference_scheme[j] != scheme) continue;
                known = 1;
                same |= A->reference_value[k] == B->reference_value[j];
            }
        }
        shared |= same;
        differs |= known && !same;
    }
    if (!shared && !differs) return NAN;
    return shared ? (differs ? 0.0f : 1.0f) : -1.0f;
}

static int both_born(const Index *A, int a, const Index *B, int b)
{
    return A->birth_start[a] < A->birth_start[a + 1] && B->birth_start[b] < B->birth_start[b + 1];
}

static int kind_of(const Model *M, int one, int two)
{
    /* Ships that are asked for are named as firms are, of which there is more to learn from. */
    if (one == UNKNOWN) one = two;
    if (two == UNKNOWN) two = one;
    if (one == PERSON && two == PERSON) return PERSON;
    if (one == OTHER && two == OTHER && M->asked) return ORGANIZATION;
    if (one == OTHER || two == OTHER) return OTHER;
    return one == UNKNOWN ? ORGANIZATION : one == PERSON || two == PERSON ? ORGANIZATION : one;
}

static float kind(int one, int two)
{
    if (one == UNKNOWN || two == UNKNOWN) return NAN;
    return one == two ? 2.0f : one == PERSON || two == PERSON ? 0.0f : 1.0f;
}

static void forget_words(Table *T)
{
    memset(T->compared, 0xff, sizeof(Compared) << KNOWN_PAIRS);
}

static void take(Table *T, const Model *M)
{
    T->model = M;
    for (int kind = 0; kind <= OTHER; kind++)
        for (int i = 0; i < FEATURES; i++) T->at_zero[kind][i] = effect(M, kind, i, 0.0f);
    if (T->compared) forget_words(T);
}

static int begin_table(Table *T)
{
    memset(T, 0, sizeof *T);
    T->compared = malloc(sizeof(Compared) << KNOWN_PAIRS);
    T->effects = malloc(sizeof(double) * MOST_PAIRS);
    return T->compared && T->effects;
}

static void end_table(Table *T)
{
    free(T->compared);
    free(T->effects);
}

static int read_so(const Index *I, int record, int name, int personal)
{
    /* Whether a name counts: each is there twice, a person's and not, where the kind is not known. What is
     * the name before it read otherwise is no further one. */
    if (I->name_flags[name] & READING) return 0;
    return I->kind[record] != UNKNOWN || !(I->name_flags[name] & PERSONAL) == !personal;
}

static int names_read(const Index *I, int record, int personal)
{
    int n = 0;
    for (int x = I->record_names[record]; x < I->record_names[record + 1] && n < 256; x++)
        n += read_so(I, record, x, personal);
    return n;
}

static int speak_alike(const Index *A, int x, const Index *B, int y)
{
    return !((A->name_flags[x] ^ B->name_flags[y]) & PERSONAL);
}

static int both_read(const Index *A, int x, const Index *B, int y)
{
    /* Two names that were read otherwise are compared as they are printed: readings are more alike. */
    const int one = A->name_flags[x], two = B->name_flags[y];
    return one & two & READ && (one | two) & READING;
}

static int printed(const Index *I, int name)
{
    /* The name that this is a reading of, or itself. */
    while (I->name_flags[name] & READING) name--;
    return name;
}

static double corroborating(const Model *M, int kind, const Alignment *met)
{
    /* What two names that meet count for beside others: nothing if they are letters, or nothing but
     * an organisation's very common words. How good a list thinks a name is matters only for the
     * names that decide. */
    const int common = met->f[GAIN] < TELLING && met->f[MARKS] == 0.0f;
    if (!isnan(met->f[ACRONYM]) || (common && kind != PERSON)) return 0.0;
    return met->effect - effect(M, kind, QUALITIES, met->f[QUALITIES]);
}

static double compare(const Index *A, int a, const Index *B, int b, const Model *M, Table *T,
                     float *f, int32_t *met_names)
{
    const int known = A->kind[a] != UNKNOWN && B->kind[b] != UNKNOWN;
    const int untold = A->kind[a] == UNKNOWN && B->kind[b] == UNKNOWN;
    const int as = untold && both_born(A, a, B, b) ? PERSON : kind_of(M, A->kind[a], B->kind[b]);
    const int hulls = A->kind[a] == OTHER || B->kind[b] == OTHER;
    const int ours = names_read(A, a, as == PERSON), theirs = names_read(B, b, as == PERSON);
    const int mixed = known && (A->kind[a] == PERSON) != (B->kind[b] == PERSON);
    Alignment now, best;
    float likeness[MOST_WORDS * MOST_WORDS];
    uint8_t how[MOST_WORDS * MOST_WORDS];
    uint64_t met_a[4] = {0}, met_b[4] = {0};
    int caption_a = 0, caption_b = 0, captions_a = 0, captions_b = 0;
    float caption_clash = 0.0f, caption_cover = -1.0f;
    double second_effect = -1e30;
    uint64_t best_tie = 0;
    int best_x = -1, best_y = -1, second_x = -1, second_y = -1, n = 0;
    const int first_a = A->record_names[a], first_b = B->record_names[b];
    /* letters beside a name that is asked for tell little; the name does, if it is met */
    const int beside = M->asked && ours > 1;
    best.effect = -1e30;
    for (int x = first_a; x < A->record_names[a + 1]; x++)
        for (int y = first_b; y < B->record_names[b + 1]; y++) {
            if ((!mixed && !speak_alike(A, x, B, y)) || both_read(A, x, B, y)) continue;
            likenesses(A, x, B, y, T, likeness, how);
            align(A, x, B, y, likeness, how, T, as, &now);
            if (beside && !isnan(now.f[ACRONYM])) {
                now.f[ACRONYM] -= BESIDE_A_NAME;
                now.effect = effect(M, as, ACRONYM, now.f[ACRONYM]);
            }
            if (n < MOST_PAIRS) T->effects[n++] = corroborating(M, as, &now);
            const uint64_t tie = A->name_hash[x] ^ B->name_hash[y];
            if (now.effect > best.effect || (now.effect == best.effect && tie > best_tie)) {
                best = now;
                best_x = x;
                best_y = y;
                best_tie = tie;
            }
            const float cover = isnan(now.f[ACRONYM]) ? now.f[COVER] : 1.0f;
            const int is_a = (A->name_flags[x] & QUALITY) == CAPTION;
            const int is_b = (B->name_flags[y] & QUALITY) == CAPTION;
            captions_a |= is_a;
            captions_b |= is_b;
            if (cover >= 0.75f) {
                const int one = printed(A, x), two = printed(B, y);
                if (one - first_a < 256 && read_so(A, a, one, as == PERSON)) met_a[(one - first_a) / 64] |= 1ull << ((one - first_a) % 64);
                if (two - first_b < 256 && read_so(B, b, two, as == PERSON)) met_b[(two - first_b) / 64] |= 1ull << ((two - first_b) % 64);
            }
            if (cover >= 0.6f) { caption_a |= is_a; caption_b |= is_b; }
            if (is_a && is_b && isnan(now.f[ACRONYM]) && now.f[COVER] > caption_cover) {
                caption_cover = now.f[COVER];
                caption_clash = now.f[CLASH_MARKS] + (now.f[COVER] >= 0.4f ? now.f[CLASH] : 0.0f);
            }
        }
    const int found = best_x >= 0;
    const int lettered = found && !isnan(best.f[ACRONYM]);
    int k = 0;
    for (int x = first_a; found && x < A->record_names[a + 1]; x++)
        for (int y = first_b; y < B->record_names[b + 1]; y++) {
            if ((!mixed && !speak_alike(A, x, B, y)) || both_read(A, x, B, y)) continue;
            if (k == n) break;
            const double other = T->effects[k++];
            const int new_x = A->name_hash[printed(A, x)] != A->name_hash[printed(A, best_x)];
            const int new_y = B->name_hash[printed(B, y)] != B->name_hash[printed(B, best_y)];
            if (other > second_effect && new_x && new_y) {
                second_effect = other;
                second_x = x;
                second_y = y;
            }
        }
    for (int i = 0; i < FEATURES; i++) f[i] = NAN;
    if (found) memcpy(f, best.f, sizeof best.f);
    else f[UNLIKE] = 1.0f;
    double base = weigh(T, as, f);
    f[NUMBERS] = numbers(A, a, B, b);
    if (hulls && f[NUMBERS] == 2.0f && base < 0.0) { /* one hull, renamed */
        for (int i = 0; i < NAME_FEATURES; i++) f[i] = NAN;
        base = 0.0;
        best_x = best_y = second_x = second_y = -1;
    } else if (found && f[UNLIKE] != 1.0f && !(M->asked && lettered)) {
        int one = 0, two = 0;
        for (int i = 0; i < 4; i++) {
            one += __builtin_popcountll(met_a[i]);
            two += __builtin_popcountll(met_b[i]);
        }
        const float share_a = (float)one / (float)ours, share_b = (float)two / (float)theirs;
        if (ours > 1 && theirs > 1) {
            f[MET] = share_a > share_b ? share_a : share_b;
            f[SECOND] = second_effect > 0.0 ? (float)second_effect : 0.0f;
        }
        f[CAPTIONS] = (float)((captions_a && !caption_a) + (captions_b && !caption_b));
        f[CAPTION_CLASH] = caption_cover > 0.0f ? caption_clash : 0.0f;
    }
    f[BIRTH] = birth(A, a, B, b);
    f[GENDER] = A->gender[a] && B->gender[b] ? (float)(A->gender[a] == B->gender[b]) : NAN;
    f[COUNTRY] = country(A, a, B, b);
    f[KIND] = kind(A->kind[a], B->kind[b]);
    f[REFERENCE] = reference(A, a, B, b);
    double total = M->bias[as] + base;
    for (int i = NAME_FEATURES; i < FEATURES; i++) total += effect(M, as, i, f[i]);
    if (met_names) {
        met_names[0] = best_x;
        met_names[1] = best_y;
        met_names[2] = second_x;
        met_names[3] = second_y;
    }
    return total;
}

int score_pairs(const Index *A, const Index *B, const Model *M, const int32_t *left,
                const int32_t *right, int64_t n, double *logit, float *features, int32_t *names)
{
    Table T;
    float f[FEATURES];
    if (!begin_table(&T)) { end_table(&T); return -1; }
    take(&T, M);
    for (int64_t i = 0; i < n; i++) {
        logit[i] = compare(A, left[i], B, right[i], M, &T, features ? features + i * FEATURES : f,
                           names ? names + 4 * i : 0);
    }
    end_table(&T);
    return 0;
}

int effects(const Model *M, const int32_t *as, const float *f, int64_t n, double *out)
{
    /* Of pairs of kinds ``as`` the effect of each feature; [n][FEATURES] both. */
    for (int64_t at = 0; at < n * FEATURES; at++)
        out[at] = effect(M, as[at / FEATURES], (int)(at % FEATURES), f[at]);
    return 0;
}

int align_names(const Index *A, const Index *B, const Model *M, const int32_t *names, const int32_t *as,
                int64_t n, int32_t *counts, int32_t *meetings, float *likenesses_out)
{
    /* Names ([n][4], of which the first two count; -1: none) word by word, for reasons. Out: of each pair
    so many of [n][MOST_WORDS][5] left, right, spans, how; and of [n][MOST_WORDS][2] likeness, weight. */
    Table T = {0};
    take(&T, M);
    Alignment out;
    float likeness[MOST_WORDS * MOST_WORDS];
    uint8_t how[MOST_WORDS * MOST_WORDS];
    for (int64_t i = 0; i < n; i++) {
        const int32_t x = names[4 * i], y = names[4 * i + 1];
        counts[i] = 0;
        if (x < 0) continue;
        likenesses(A, x, B, y, &T, likeness, how);
        align(A, x, B, y, likeness, how, &T, as[i], &out);
        counts[i] = out.meetings;
        for (int k = 0; k < out.meetings; k++) {
            const Meeting *met = &out.met[k];
            const int64_t at = i * MOST_WORDS + k;
            const int32_t row[5] = {met->left, met->right, met->left_span, met->right_span, met->how};
            memcpy(meetings + 5 * at, row, sizeof row);
            likenesses_out[2 * at] = met->likeness;
            likenesses_out[2 * at + 1] = met->weight;
        }
    }
    return 0;
}

/* ---- keys: what finds a word ---------------------------------------------------------------- */

static uint32_t hashed(char tag, const uint8_t *text, int size, int skip)
{
    uint32_t hash = (2166136261u ^ (uint8_t)tag) * 16777619u;
    for (int i = 0; i < size; i++)
        if (i != skip) hash = (hash ^ text[i]) * 16777619u;
    return hash;
}

static int shortened(char tag, const uint8_t *text, int size, uint32_t *out)
{
    int n = 0;
    out[n++] = hashed(tag, text, size, -1);
    if (size < 4) return n;
    for (int i = 0; i < size; i++)
        if (i == 0 || text[i] != text[i - 1]) out[n++] = hashed(tag, text, size, i);
    return n;
}

#define MOST_KEYS (2 * LETTERS + BONES + 9) /* of one word */

static int keys_of(const Word *word, int asking, int cut, uint32_t *out)
{
    /* Meaning; sound and letters, also with a letter taken out; shape; consonants; the first letters,
    for words that a field cut. */
    int n = 0;
    const uint8_t *sizes = word->sizes;
    const int consonantal = word->flags & CONSONANTAL;
    if (word->meaning) out[n++] = word->meaning * 2654435761u ^ 0x9e3779b9u;
    n += shortened('h', word->heard, sizes[1], out + n);
    n += shortened('l', word->letters, sizes[0], out + n);
    if (sizes[0] >= 4) {
        uint8_t seen[2 * LETTERS];
        out[n++] = hashed('s', seen, shape(word->letters, sizes[0], seen), -1);
    }
    const int least = asking && !consonantal && !is_bare(word) ? 3 : 2;
    if (sizes[2] >= least) out[n++] = hashed('b', word->bones, sizes[2], -1);
    if (sizes[2] == 2 && asking == !consonantal) out[n++] = hashed('B', word->bones, 2, -1);
    if (sizes[2] >= 4) { /* across scripts one may differ: each side has its tag */
        const int across = asking ? !consonantal : consonantal;
        n += shortened(across ? 'c' : 'd', word->bones, sizes[2], out + n);
    }
    uint8_t firm[BONES]; /* without w, as Arabic may have it */
    const int solid = without(word->bones, sizes[2], 'v', firm);
    if (solid >= 2 && (consonantal || solid < sizes[2])) out[n++] = hashed(asking == consonantal ? 'w' : 'x', firm, solid, -1);
    if (!asking || consonantal) {
        uint8_t plain[LETTERS];
        const int size = vowelless(word->letters, sizes[0], plain);
        if (size >= 3) out[n++] = hashed('v', plain, size, -1);
    }
    if (cut ? sizes[0] >= STEM : !asking && sizes[0] > STEM)
        out[n++] = hashed('p', word->letters, STEM, -1);
    return n;
}

int64_t word_keys(const Index *I, uint32_t *keys, int32_t *words)
{
    /* All keys of all words; with no room handed in, their number. */
    uint32_t found[MOST_KEYS];
    int64_t total = 0;
    for (int64_t word = 0; word < I->words; word++) {
        const int n = keys_of(&I->vocabulary[word], 0, 0, found);
        for (int i = 0; keys && i < n; i++) {
            keys[total + i] = found[i];
            words[total + i] = (int32_t)word;
        }
        total += n;
    }
    return total;
}

static int end_keys_of(const Index *I, int64_t name, uint32_t *out)
{
    /* A name run together, by how it begins and by how it ends; the same without vowels. */
    const uint8_t *text = I->spelt + I->spelt_start[name];
    const int size = I->spelt_start[name + 1] - I->spelt_start[name];
    if (size < LEAST_SPELT) return 0;
    uint8_t plain[SPELT];
    const int rest = vowelless(text, size, plain), bare = rest < 2 * END_BARE ? rest / 2 : END_BARE;
    const int part = size < 2 * END ? size / 2 : END;
    out[0] = hashed('^', text, part, -1);
    out[1] = hashed('$', text + size - part, part, -1);
    if (rest < LEAST_SPELT - 1) return 2;
    out[2] = hashed('<', plain, bare, -1);
    out[3] = hashed('>', plain + rest - bare, bare, -1);
    return 4;
}

int64_t end_keys(const Index *I, uint32_t *keys, int32_t *names)
{
    /* Names by both ends; with no room handed in, the number of keys. */
    uint32_t found[4];
    int64_t total = 0;
    for (int64_t name = 0; name < I->names; name++) {
        const int n = end_keys_of(I, name, found);
        for (int i = 0; keys && i < n; i++) {
            keys[total + i] = found[i];
            names[total + i] = (int32_t)name;
        }
        total += n;
    }
    return total;
}

static uint32_t glue_key(const Index *I, const int32_t *words, int from, int span, int by)
{
    /* Words run together; 0: there is too little of them. */
    uint8_t text[32];
    const int size = concat(I, words, from, span, by, text);
    return size >= (by == BY_LETTERS ? 5 : 3) ? hashed(by == BY_LETTERS ? 'G' : 'g', text, size, -1) : 0;
}

int64_t glue_keys(const Index *I, uint32_t *keys, int32_t *names)
{
    /* Names by two to four neighbouring words run together. */
    int64_t total = 0;
    for (int64_t name = 0; name < I->names; name++) {
        const int n = I->name_start[name + 1] - I->name_start[name];
        const int32_t *words = I->name_words + I->name_start[name];
        for (int i = 0; i < n; i++)
            for (int span = 2; span <= 4 && i + span <= n; span++)
                for (int by = BY_LETTERS; by <= BY_BONES; by += BY_BONES) {
                    if (span == 4 && n > 4) continue;
                    const uint32_t key = glue_key(I, words, i, span, by);
                    if (!key) continue;
                    if (keys) { keys[total] = key; names[total] = (int32_t)name; }
                    total++;
                }
    }
    return total;
}

/* ---- search --------------------------------------------------------------------------------- */

static int64_t lower(const uint32_t *keys, const int32_t *first, uint32_t key)
{
    /* Where a key stands, or would: between what `first` says of its upper half and of the next one. */
    int64_t from = first[key >> 16], to = first[(key >> 16) + 1];
    while (from < to) {
        const int64_t middle = (from + to) / 2;
        if (keys[middle] < key) from = middle + 1;
        else to = middle;
    }
    return from;
}

static void lower_of(const uint32_t *hashes, const int32_t *first, const uint32_t *keys, int n, int64_t *at)
{
    /* The same of several keys: memory for all of them is asked for first. */
    for (int k = 0; k < n; k++) __builtin_prefetch(&first[keys[k] >> 16]);
    for (int k = 0; k < n; k++) {
        const int32_t from = first[keys[k] >> 16], to = first[(keys[k] >> 16) + 1];
        __builtin_prefetch(&hashes[(from + to) / 2]);
    }
    for (int k = 0; k < n; k++) at[k] = lower(hashes, first, keys[k]);
}

/* A word of the index that is like one that is looked for, and where the names that have it stand. */
typedef struct {
    int32_t word;
    float likeness, weight;
    int32_t names;
    int64_t from;
} Near;
typedef struct { Near *items; int64_t n, room; } Nears;

/* A word that was looked up: where the words like it stand among `nears`. Key 0: none. */
typedef struct {
    uint64_t key;
    int64_t at;
    int32_t n;
} Looked;

/* What a name shares with one that is looked for, and the last query word that met it. */
typedef struct { float weight; uint32_t met; } Shared;

static int by_likeness(const void *one, const void *two)
{
    const Near *a = one, *b = two;
    if (a->likeness != b->likeness) return a->likeness < b->likeness ? 1 : -1;
    return a->word < b->word ? -1 : a->word > b->word;
}

static int push(Nears *list, Near near)
{
    if (list->n == list->room) {
        const int64_t room = list->room ? 2 * list->room : 4096;
        Near *items = realloc(list->items, sizeof(Near) * room);
        if (!items) return 0;
        list->items = items;
        list->room = room;
    }
    list->items[list->n++] = near;
    return 1;
}

typedef struct {
    Table T;
    Nears nears;
    Looked *looked; /* [room] words that were looked up, by key; kept for the next search */
    int64_t room, n_looked, index, model; /* in which index, by which model */
    uint32_t *seen; /* [words of targets] by the last query word that saw it */
    uint32_t stamp;
    Shared *shared; /* [names of targets] */
    uint32_t step;
    int32_t *touched;
    int64_t n_touched;
    float top; /* the most that any of them shares */
    uint32_t *scored; /* [records of targets] by the last query that scored it */
    uint32_t turn;
    int64_t words, names, records; /* of how many there is room */
} Scratch;

static void fetch_word(const Index *I, int32_t word)
{
    const Word *at = &I->vocabulary[word];
    __builtin_prefetch(at);
    __builtin_prefetch((const char *)(at + 1) - 1);
}

static Looked *place_of(const Scratch *S, uint64_t key)
{
    int64_t at = key & (S->room - 1);
    while (S->looked[at].key && S->looked[at].key != key) at = (at + 1) & (S->room - 1);
    return &S->looked[at];
}

static void forget_looked(Scratch *S)
{
    memset(S->looked, 0, sizeof(Looked) * S->room);
    S->n_looked = S->nears.n = 0;
}

static int look_up(const Word *word, int cut, const Index *I, Scratch *S, Looked *out)
{
    /* Find the words that are like one; what a cut word finds is not for the whole word. */
    const uint64_t said = (uint64_t)(word->group << 8 | word->flags) * 0x9e3779b97f4a7c15u; /* all that tells */
    const uint64_t key = word->ident ^ said ? word->ident ^ said : 1;
    Looked *const known = place_of(S, key);
    if (!cut && known->key) { *out = *known; return 1; }
    uint32_t keys[MOST_KEYS];
    int64_t at[MOST_KEYS];
    const int n = keys_of(word, 1, cut, keys);
    lower_of(I->key_hash, I->key_first, keys, n, at);
    S->stamp++;
    *out = (Looked){key, S->nears.n, 0};
    for (int k = 0; k < n; k++)
        if (at[k] < I->keys && I->key_hash[at[k]] == keys[k]) fetch_word(I, I->key_word[at[k]]);
    for (int k = 0; k < n; k++)
        for (int64_t i = at[k]; i < I->keys && I->key_hash[i] == keys[k]; i++) {
            const int32_t found = I->key_word[i];
            if (i + 1 < I->keys) fetch_word(I, I->key_word[i + 1]);
            if (S->seen[found] == S->stamp) continue;
            S->seen[found] = S->stamp;
            uint8_t how;
            const Word *other = &I->vocabulary[found];
            const float likeness = alike(word, cut, other, 0, S->T.model, &S->T.patterns, &how);
            if (likeness < FOUND_ALIKE) continue;
            const int64_t from = I->post_start[found];
            const int32_t names = (int32_t)(I->post_start[found + 1] - from);
            if (!push(&S->nears, (Near){found, likeness, other->weight, names, from})) return 0;
            out->n++;
        }
    if (out->n) qsort(S->nears.items + out->at, out->n, sizeof(Near), by_likeness);
    if (cut) return 1;
    *known = *out;
    S->n_looked++;
    return 1;
}

static float lighter(float one, float two) { return one < two ? one : two; }

static void add_to(Scratch *S, int32_t name, float value)
{
    if (S->shared[name].weight == 0.0f) S->touched[S->n_touched++] = name;
    S->shared[name].weight += value;
    if (S->shared[name].weight > S->top) S->top = S->shared[name].weight;
}

static int64_t cost(Looked word, const Scratch *S)
{
    int64_t total = 0;
    for (int64_t k = word.at; k < word.at + word.n; k++) total += S->nears.items[k].names;
    return total;
}

static int is_passed(const Word *word, int n) { return word->group == TITLE && n > 1; }

static int gather(const Index *Q, int name, const Index *I, Scratch *S)
{
    /* Add up for each name of the index the weight of words that it shares with this one. */
    const int32_t *words = Q->name_words + Q->name_start[name];
    const int n = Q->name_start[name + 1] - Q->name_start[name];
    int order[MOST_WORDS];
    int64_t costs[MOST_WORDS];
    Looked found[MOST_WORDS];
    float left = 0.0f;
    if (S->n_looked + n > S->room / 2 || S->nears.n > MOST_NEARS * S->room) forget_looked(S);
    for (int i = 0; i < n; i++) {
        const Word *word = &Q->vocabulary[words[i]];
        if (!look_up(word, cut_at(Q, name, i), I, S, &found[i])) return 0;
        left += is_passed(word, n) ? 0.0f : word->weight;
        costs[i] = cost(found[i], S);
        int at = i;
        for (; at > 0 && costs[order[at - 1]] > costs[i]; at--) order[at] = order[at - 1];
        order[at] = i;
    }
    int64_t spent = 0;
    float had = 0.0f;
    for (int k = 0; k < n; k++) {
        const int i = order[k];
        const Word *word = &Q->vocabulary[words[i]];
        if (is_passed(word, n)) continue;
        /* a name that has none of the words before may not share enough any more */
        const int late = Q != I && left < 0.9999f * LEAST_SHARED * S->top; /* sums are rounded */
        left -= word->weight;
        if (had > 1.0f && spent + costs[i] > 30000) continue; /* too dear */
        spent += costs[i];
        if (costs[i]) had += word->weight;
        S->step++;
        const Near *nears = S->nears.items + found[i].at;
        for (int32_t j = 0; j < found[i].n; j++) {
            const float value = nears[j].likeness * lighter(word->weight, nears[j].weight);
            const int32_t *names = I->post_names + nears[j].from;
            if (j + 2 < found[i].n) __builtin_prefetch(&I->post_names[nears[j + 2].from]);
            for (int32_t p = 0; p < nears[j].names; p++) {
                const int32_t met = names[p];
                if (p + AHEAD < nears[j].names) __builtin_prefetch(&S->shared[names[p + AHEAD]], 1);
                if (S->shared[met].met == S->step) continue; /* by a likelier word */
                if (late && S->shared[met].weight == 0.0f) continue;
                S->shared[met].met = S->step;
                add_to(S, met, value);
            }
        }
    }
    return 1;
}

static void add_glued(Scratch *S, const Index *I, int32_t name, float value, float asked)
{
    /* Spans overlap: together they share no more than the lighter name weighs, as other words do. */
    const float most = lighter(asked, I->name_weight[name]) - S->shared[name].weight;
    if (most > 0.0f) add_to(S, name, lighter(value, most));
}

static void add_run_together(const Index *Q, int word, const Index *I, Scratch *S, float asked)
{
    /* One word here, several there. */
    for (int by = BY_LETTERS; by <= BY_BONES; by += BY_BONES) {
        const uint32_t key = glue_key(Q, &word, 0, 1, by);
        int many = 0;
        for (int64_t k = key ? lower(I->glue_hash, I->glue_first, key) : I->glues;
             k < I->glues && I->glue_hash[k] == key && many < 2000; k++, many++)
            add_glued(S, I, I->glue_name[k], Q->vocabulary[word].weight * 0.9f, asked);
    }
}

static void add_parted(const Index *Q, const int32_t *words, int from, int span, const Index *I, Scratch *S,
                       float asked)
{
    /* Several words here, one there. */
    uint8_t text[32];
    float weight = 0.0f;
    for (int k = from; k < from + span; k++) weight += Q->vocabulary[words[k]].weight;
    for (int by = BY_LETTERS; by <= BY_BONES; by += BY_BONES) {
        const int size = concat(Q, words, from, span, by, text);
        if (size < (by == BY_LETTERS ? 5 : 3)) continue;
        const uint32_t key = hashed(by == BY_LETTERS ? 'l' : 'b', text, size, -1);
        for (int64_t k = lower(I->key_hash, I->key_first, key); k < I->keys && I->key_hash[k] == key; k++) {
            const int32_t found = I->key_word[k];
            if (glued(Q, words, from, span, &I->vocabulary[found], &S->T.patterns) <= 0.0f) continue;
            for (int64_t p = I->post_start[found]; p < I->post_start[found + 1]; p++)
                add_glued(S, I, I->post_names[p], weight * 0.9f, asked);
        }
    }
}

static void gather_glued(const Index *Q, int name, const Index *I, Scratch *S)
{
    const int32_t *words = Q->name_words + Q->name_start[name];
    const int n = Q->name_start[name + 1] - Q->name_start[name];
    const float asked = Q->name_weight[name];
    for (int i = 0; i < n; i++) {
        add_run_together(Q, words[i], I, S, asked);
        for (int span = 2; span <= 3 && i + span <= n; span++) add_parted(Q, words, i, span, I, S, asked);
    }
}

typedef struct { float rank, shared; int32_t name; } Ranked; /* shared: of the lighter name's weight */

static int by_rank(const void *one, const void *two)
{
    const Ranked *a = one, *b = two;
    if (a->rank != b->rank) return a->rank < b->rank ? 1 : -1;
    return a->name < b->name ? -1 : a->name > b->name;
}

static int same_year(const Index *A, int a, const Index *B, int b)
{
    for (int i = A->birth_start[a]; i < A->birth_start[a + 1]; i++)
        for (int j = B->birth_start[b]; j < B->birth_start[b + 1]; j++)
            if (A->birth_first[i] <= B->birth_last[j] + 1 && B->birth_first[j] <= A->birth_last[i] + 1)
                return 1;
    return 0;
}

static float most_shared(const Index *I, int record, Scratch *S)
{
    /* The most that a name shares which is of another record; what those of this one share is forgotten. */
    float top = 0.0f;
    for (int64_t i = 0; i < S->n_touched; i++) {
        const int32_t found = S->touched[i];
        if (i + AHEAD < S->n_touched) __builtin_prefetch(&S->shared[S->touched[i + AHEAD]]);
        float *const weight = &S->shared[found].weight;
        if (I->name_record[found] == record) *weight = 0.0f;
        if (*weight > top) top = *weight;
    }
    return top;
}

static int best_names(const Index *Q, int name, const Index *I, Scratch *S, int most, Ranked *out)
{
    /* The names that share most, of those that share about half of what the best one does, and of
    the weight of the lighter name; of those for one that is asked for, behind the first ones, those
    that share most of that weight. */
    const int record = Q->name_record[name];
    const float asked = Q->name_weight[name];
    const int dated = Q->birth_start[record] < Q->birth_start[record + 1];
    const float top = Q == I ? most_shared(I, record, S) : S->top;
    float floor = 0.0f;
    int n = 0;
    for (int64_t i = 0; i < S->n_touched; i++) {
        const int32_t found = S->touched[i];
        if (i + AHEAD < S->n_touched) __builtin_prefetch(&S->shared[S->touched[i + AHEAD]], 1);
        const float sum = S->shared[found].weight;
        S->shared[found].weight = 0.0f;
        if (sum < LEAST_SHARED * top || sum <= 0.0f) continue;
        const float of = I->name_weight[found];
        if (sum < LEAST_SHARED * (asked < of ? asked : of)) continue;
        float rank = sum * (0.5f + 0.5f * (of > sum ? sum / of : 1.0f));
        if (dated && same_year(Q, record, I, I->name_record[found])) rank *= 1.3f;
        if (rank <= floor) continue;
        out[n++] = (Ranked){rank, sum / (asked < of ? asked : of), found};
        if (n == 4 * most) {
            qsort(out, n, sizeof(Ranked), by_rank);
            n = most;
            floor = out[n - 1].rank;
        }
    }
    S->n_touched = 0;
    S->top = 0.0f;
    qsort(out, n, sizeof(Ranked), by_rank);
    if (n > most) n = most;
    int left = S->T.model->asked && n > FIRST_NAMES ? FIRST_NAMES : n;
    for (int i = left; i < n; i++)
        if (out[i].shared >= MOSTLY_SHARED) out[left++] = out[i];
    return left;
}

#define MOST_SCRATCH 8 /* pieces of memory that are kept for the next search */
#define MOST_STAMPS 0xf0000000u
#define LEAST_LOOKED 32768 /* places for words that were looked up; half of them are filled at most */

static _Atomic(Scratch *) kept_scratch[MOST_SCRATCH];

static void drop(Scratch *S)
{
    if (!S) return;
    free(S->looked);
    free(S->seen);
    free(S->shared);
    free(S->touched);
    free(S->scored);
    free(S->nears.items);
    end_table(&S->T);
    free(S);
}

static int fits(const Scratch *S, const Index *I)
{
    return S->words >= I->words && S->names >= I->names && S->records >= I->records;
}

static Scratch *make(const Index *I)
{
    Scratch *S = calloc(1, sizeof *S);
    if (!S) return NULL;
    S->words = I->words;
    S->names = I->names;
    S->records = I->records;
    S->seen = calloc(I->words + 1, sizeof(uint32_t));
    S->shared = calloc(I->names + 1, sizeof(Shared));
    S->touched = malloc(sizeof(int32_t) * (I->names + 1));
    S->scored = calloc(I->records + 1, sizeof(uint32_t));
    const int ok = S->seen && S->shared && S->touched && S->scored;
    if (ok && begin_table(&S->T)) return S;
    drop(S);
    return NULL;
}

static void forget(Scratch *S)
{
    /* Stamps go on from search to search, so that nothing has to be wiped: until they run out. */
    if (S->stamp < MOST_STAMPS && S->step < MOST_STAMPS && S->turn < MOST_STAMPS) return;
    memset(S->seen, 0, sizeof(uint32_t) * (S->words + 1));
    memset(S->shared, 0, sizeof(Shared) * (S->names + 1));
    memset(S->scored, 0, sizeof(uint32_t) * (S->records + 1));
    S->stamp = S->step = S->turn = 0;
}

static Scratch *begin(const Index *Q, const Index *I, const Model *M)
{
    Scratch *S = NULL;
    for (int i = 0; i < MOST_SCRATCH && !S; i++) {
        S = atomic_exchange(&kept_scratch[i], NULL);
        if (S && !fits(S, I)) { drop(S); S = NULL; }
    }
    if (!S && !(S = make(I))) return NULL;
    forget(S);
    int64_t room = LEAST_LOOKED;
    while (room < 2 * Q->words) room *= 2;
    if (S->room < room) {
        free(S->looked);
        S->looked = malloc(sizeof(Looked) * room);
        S->room = S->looked ? room : 0;
        S->index = 0;
        if (!S->looked) { drop(S); return NULL; }
    }
    if (S->index != I->serial || S->model != M->serial) forget_looked(S);
    S->index = I->serial;
    S->model = M->serial;
    take(&S->T, M);
    return S;
}

static void end(Scratch *S, int ok)
{
    /* Put back for the next one; what a search broke off in is not as it should be. */
    if (S->room > LEAST_LOOKED) { /* words of a whole index are too many to keep */
        free(S->looked);
        free(S->nears.items);
        S->looked = NULL;
        S->nears = (Nears){0};
        S->room = 0;
    }
    for (int i = 0; ok && i < MOST_SCRATCH; i++) {
        Scratch *none = NULL;
        if (atomic_compare_exchange_strong(&kept_scratch[i], &none, S)) return;
    }
    drop(S);
}

static double name_effect(const Index *Q, int x, const Index *I, int y, const Model *M, Scratch *S)
{
    Alignment out;
    float likeness[MOST_WORDS * MOST_WORDS];
    uint8_t how[MOST_WORDS * MOST_WORDS];
    const int as = kind_of(M, Q->kind[Q->name_record[x]], I->kind[I->name_record[y]]);
    likenesses(Q, x, I, y, &S->T, likeness, how);
    align(Q, x, I, y, likeness, how, &S->T, as, &out);
    return M->bias[as] + out.effect;
}

/* What was found for a record `q`: the likest, at most `most`, from log-odds `least` on. */
typedef struct {
    int q;
    double least, slack;
    int most, n;
    int32_t *records;
    double *logits;
    int32_t *names;
} Kept;

static void keep(Kept *K, const Index *Q, const Index *I, int record, const Model *M, Scratch *S)
{
    float f[FEATURES];
    int32_t met[4];
    if (S->scored[record] == S->turn) return;
    S->scored[record] = S->turn;
    const double logit = compare(Q, K->q, I, record, M, &S->T, f, met);
    if (logit < K->least || (K->n == K->most && logit <= K->logits[K->n - 1])) return;
    int at = K->n < K->most ? K->n++ : K->n - 1;
    for (; at > 0; at--) {
        const double before = K->logits[at - 1];
        if (before > logit || (before == logit && K->records[at - 1] < record)) break;
        K->logits[at] = before;
        K->records[at] = K->records[at - 1];
        K->names[at] = K->names[at - 1];
    }
    K->logits[at] = logit;
    K->records[at] = record;
    K->names[at] = met[1];
}

static void consider(Kept *K, const Index *Q, int x, const Index *I, int y, const Model *M, Scratch *S)
{
    /* Compare the records of two names, if the names alone leave it possible that it is enough. */
    const int record = I->name_record[y];
    if (S->scored[record] == S->turn || !speak_alike(Q, x, I, y)) return;
    if (name_effect(Q, x, I, y, M, S) + K->slack >= K->least) keep(K, Q, I, record, M, S);
}

static void fetch_names(const Index *I, const Ranked *ranked, int n)
{
    /* Ask for the memory of names that are compared soon: where their words are, which these are, and what
     * they are like; each takes as long as comparing a name. */
    if (n > 3) {
        __builtin_prefetch(&I->name_start[ranked[3].name]);
        __builtin_prefetch(&I->name_record[ranked[3].name]);
        __builtin_prefetch(&I->name_flags[ranked[3].name]);
        __builtin_prefetch(&I->spelt_start[ranked[3].name]);
    }
    if (n > 2) __builtin_prefetch(&I->name_words[I->name_start[ranked[2].name]]);
    if (n > 1)
        for (int i = I->name_start[ranked[1].name]; i < I->name_start[ranked[1].name + 1]; i++)
            fetch_word(I, I->name_words[i]);
}

static int64_t acronyms_of(const Index *Q, int name, int i, const Index *I, int64_t *to)
{
    /* Where names stand that the letters of this one are the initials of (`i` is -1), or that are
     * the letters of its own initials, made in the way `i`. */
    uint32_t key;
    *to = 0;
    if (i >= 0) key = Q->initials[Q->initial_start[name] + i] ^ 0x5bd1e995u; /* as `_acronyms` marks letters */
    else if (!as_acronym(Q, name, &key)) return 0;
    const int64_t from = lower(I->acronym_hash, I->acronym_first, key);
    int64_t after = from;
    while (after < I->acronyms && I->acronym_hash[after] == key && after - from < MOST_INITIALS) after++;
    *to = after;
    return from;
}

static int64_t ends_of(const Index *Q, int name, int end, const Index *I, int64_t *to)
{
    /* Where names stand that begin or end with the same letters, if they are not too many; ends
     * without vowels are looked up for a name that is written so. */
    uint32_t keys[4];
    const int n = end_keys_of(Q, name, keys);
    *to = 0;
    if (end >= n || (end > 1 && !(Q->name_flags[name] & VOWELLESS))) return 0;
    const int64_t from = lower(I->end_hash, I->end_first, keys[end]);
    int64_t after = from;
    while (after < I->ends && I->end_hash[after] == keys[end] && after - from <= MOST_ENDS) after++;
    *to = after - from > MOST_ENDS ? from : after;
    return from;
}

static void count_letters(const Index *I, int64_t name, uint8_t *out)
{
    /* How often a name run together has each letter, then how often it has each by its look. */
    const uint8_t *text = I->spelt + I->spelt_start[name];
    const int size = I->spelt_start[name + 1] - I->spelt_start[name];
    uint8_t seen[2 * SPELT];
    const int n = shape(text, size, seen);
    memset(out, 0, 2 * COUNTED);
    for (int i = 0; i < size; i++) out[text[i] % COUNTED]++;
    for (int i = 0; i < n; i++) out[COUNTED + seen[i] % COUNTED]++;
}

int letter_counts(const Index *I, uint8_t *out)
{
    for (int64_t name = 0; name < I->names; name++) count_letters(I, name, out + 2 * COUNTED * name);
    return 0;
}

static int least_off(const uint8_t *one, const uint8_t *two)
{
    /* How many edits it takes at least, by letters that only one of two texts has: a letter exchanged is
     * one more on either side. */
    int more = 0, less = 0;
    for (int i = 0; i < COUNTED; i++) {
        more += one[i] > two[i] ? one[i] - two[i] : 0;
        less += two[i] > one[i] ? two[i] - one[i] : 0;
    }
    return more > less ? more : less;
}

static int may_be_like(const Index *Q, int x, const uint8_t *counts, const Index *I, int y)
{
    /* Whether `letters_off` may find two names like: it takes ten times as long. */
    if ((Q->name_flags[x] ^ I->name_flags[y]) & VOWELLESS) return 1;
    const int m = Q->spelt_start[x + 1] - Q->spelt_start[x], n = I->spelt_start[y + 1] - I->spelt_start[y];
    const int most = (m < n ? m : n) / 4;
    if (abs(m - n) > most) return 0;
    const uint8_t *theirs = I->letter_counts + 2 * COUNTED * (int64_t)y;
    return least_off(counts, theirs) <= most || least_off(counts + COUNTED, theirs + COUNTED) <= most;
}

static int like_as_a_whole(const Index *Q, int x, const uint8_t *counts, const Index *I, int y, Scratch *S)
{
    int shorter, bare;
    return begins_with(Q, x, I, y) > 0.0f
        || (may_be_like(Q, x, counts, I, y) && letters_off(Q, x, I, y, &S->T.patterns, &shorter, &bare) >= 0);
}

static void consider_by_ends(Kept *K, const Index *Q, int x, const Index *I, const Model *M, Scratch *S)
{
    /* Names that are like this one as a whole, though no words may be, among those with the same ends. */
    uint8_t counts[2 * COUNTED];
    count_letters(Q, x, counts);
    for (int end = 0; end < 4; end++) {
        int64_t to, k = ends_of(Q, x, end, I, &to);
        for (; k < to; k++) {
            const int32_t found = I->end_name[k];
            if (k + AHEAD < to) {
                __builtin_prefetch(&I->letter_counts[2 * COUNTED * (int64_t)I->end_name[k + AHEAD]]);
                __builtin_prefetch(&I->spelt_start[I->end_name[k + AHEAD]]);
            }
            if (like_as_a_whole(Q, x, counts, I, found, S)) consider(K, Q, x, I, found, M, S);
        }
    }
}

static int64_t exact_at(const Index *I, uint64_t hash)
{
    int64_t from = 0, to = I->exacts;
    while (from < to) {
        const int64_t middle = (from + to) / 2;
        if (I->exact_hash[middle] < hash) from = middle + 1;
        else to = middle;
    }
    return from;
}

static double most_of(const Model *M, int feature)
{
    double most = 0.0;
    for (int as = 0; as <= OTHER; as++) {
        const int64_t row = (int64_t)as * M->features + feature;
        for (int i = 0; i < M->n[row]; i++)
            if (M->y[row * M->knots + i] > most) most = M->y[row * M->knots + i];
    }
    return most;
}

static double slack_of(const Index *Q, int q, const double *gains)
{
    /* What a record may gain beyond its best name. */
    double slack = 0.01;
    if (Q->record_names[q + 1] - Q->record_names[q] > 1) slack += gains[SECOND] + gains[MET];
    if (Q->birth_start[q] < Q->birth_start[q + 1]) slack += gains[BIRTH];
    if (Q->country_start[q] < Q->country_start[q + 1]) slack += gains[COUNTRY];
    if (Q->gender[q]) slack += gains[GENDER];
    return slack;
}

/* Find for records of Q (`rows`, n of them) those of I whose log-odds reach `least`: up to `most`
each, the likest first, where Q is I other than itself. `depth` names are lined up with each name.
Out: `counts` [n], the rest [n][most]. */
int search(const Index *Q, const Index *I, const Model *M, const int32_t *rows, int64_t n_rows,
           double least, int32_t depth, int32_t most, int32_t *counts, int32_t *records,
           double *logits, int32_t *names)
{
    double gains[FEATURES];
    Ranked *ranked = malloc(sizeof(Ranked) * (4 * (size_t)depth + 1));
    Scratch *S = ranked ? begin(Q, I, M) : NULL;
    int ok = S != NULL;
    for (int i = 0; i < FEATURES; i++) gains[i] = most_of(M, i);
    for (int64_t at = 0; ok && at < n_rows; at++) {
        const int q = rows[at];
        Kept kept = {q, least, slack_of(Q, q, gains), most, 0, records + at * most, logits + at * most,
                     names + at * most};
        S->turn++;
        if (Q == I) S->scored[q] = S->turn;
        for (int x = Q->record_names[q]; ok && x < Q->record_names[q + 1]; x++) {
            gather_glued(Q, x, I, S); /* first: what is late for words alone may share words run together */
            ok = gather(Q, x, I, S);
            const int found = best_names(Q, x, I, S, depth, ranked);
            for (int k = 0; k < found; k++) {
                fetch_names(I, ranked + k, found - k);
                consider(&kept, Q, x, I, ranked[k].name, M, S);
            }
            for (int i = -1; i < Q->initial_start[x + 1] - Q->initial_start[x]; i++) {
                int64_t to, k = acronyms_of(Q, x, i, I, &to);
                for (; k < to; k++) consider(&kept, Q, x, I, I->acronym_name[k], M, S);
            }
            if (M->asked) consider_by_ends(&kept, Q, x, I, M, S);
        }
        for (int side = 0; side < 2; side++) {
            const int32_t *start = side ? Q->reference_start : Q->number_start;
            const uint64_t *hashes = side ? Q->reference_value : Q->numbers;
            for (int k = start[q]; k < start[q + 1]; k++)
                for (int64_t i = exact_at(I, hashes[k]); i < I->exacts && I->exact_hash[i] == hashes[k]; i++)
                    keep(&kept, Q, I, I->exact_record[i], M, S);
        }
        counts[at] = kept.n;
    }
    if (S) end(S, ok);
    free(ranked);
    return ok ? 0 : -1;
}
