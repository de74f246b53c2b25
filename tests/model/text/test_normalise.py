import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.text.normalise import normalise
from model.text.numerals import cardinal, digits, number, ordinal, roman, year

SPOKEN = """
I have 3 apples and 21 pears. | I have three apples and twenty-one pears.
1,234,567 | one million two hundred and thirty-four thousand five hundred and sixty-seven
1000000 | one million
2.5 million people | two point five million people
-5 degrees, −12.5 dB | minus five degrees, minus twelve point five decibels
3.14159 and .5 and 0.25 | three point one four one five nine and point five and zero point two five
007 and 0451 | zero zero seven and zero four five one
10k | ten thousand
Room 404, flight 815, room 200 | Room four oh four, flight eight fifteen, room two hundred
pages 3-5, 3–5 | pages three to five, three to five
1987-1990 | nineteen eighty-seven to nineteen ninety
20-30% | twenty to thirty percent
3-5 km | three to five kilometers
$3-5 | three to five dollars
1st 2nd 3rd 21st 100th | first second third twenty-first one hundredth
the 21st century | the twenty-first century
in 1999, 2000, 2026 | in nineteen ninety-nine, two thousand, twenty twenty-six
in the 1990s, the '80s and 70s | in the nineteen nineties, the eighties and seventies
3 May 1987 | the third of May nineteen eighty-seven
the 3rd of May | the third of May
May 3rd | May third
May 3, 1987 | May third, nineteen eighty-seven
You may 3 | You may three
June 2020 | June twenty twenty
19th Aug. 2024 | the nineteenth of August twenty twenty-four
Jan. 5 | January fifth
It is the 3rd of Sept. | It is the third of September.
2026-11-23 | November twenty-third twenty twenty-six
11/22/63, 1/2/05 | November twenty-second sixty-three, January second oh five
0630 hours, 1900 hours | oh six thirty hours, nineteen hundred hours
the 1800s, the 2000s | the eighteen hundreds, the two thousands
10-4. Call 911. 9-1-1. 50-50 | ten four. Call nine one one. nine one one. fifty fifty
5/12/2026 | May twelfth twenty twenty-six
25/12/2026 | December twenty-fifth twenty twenty-six
23.11.2026 | November twenty-third twenty twenty-six
12:30 | twelve thirty
07:05 | seven oh five
7:00 | seven o'clock
19:00 | nineteen hundred
00:30 | zero thirty
12:30:45 | twelve thirty and forty-five seconds
7pm | seven P M
7:30 a.m. today | seven thirty A M today
At 7 p.m. Then we left. | At seven P M. Then we left.
16:9 | sixteen to nine
$3.50 | three dollars and fifty cents
$1 and $1.00 | one dollar and one dollar
$0.99 and £0.01 | ninety-nine cents and one penny
£20 | twenty pounds
€1.2m | one point two million euros
20€ | twenty euros
50¢ | fifty cents
$5 million | five million dollars
A $5 bill, a $2 million house | A five dollar bill, a two million dollar house
a $3.50 coffee, US$20 | a three dollars and fifty cents coffee, twenty dollars
$20k | twenty thousand dollars
¥500 | five hundred yen
50% and 3.5 % | fifty percent and three point five percent
1/2, 3/4, 2/3 | one half, three quarters, two thirds
1 1/2 and 2½ | one and one half and two and one half
7/100 | seven over one hundred
24/7, 9/11 | twenty-four seven, nine eleven
5 km, 1 km | five kilometers, one kilometer
80 km/h, 60mph | eighty kilometers per hour, sixty miles per hour
2.5 kg | two point five kilograms
20°C, 20 °F, 90° | twenty degrees Celsius, twenty degrees Fahrenheit, ninety degrees
30 sec. to go | thirty seconds to go
440 Hz, 44.1 kHz | four hundred and forty hertz, forty-four point one kilohertz
-6dB, 20 ms | minus six decibels, twenty milliseconds
5 m², 3m^3 | five meters squared, three meters cubed
6'2" tall | six foot two tall
16-bit | sixteen bit
2 x 4 | two by four
1.2.3 | one point two point three
call 555-0199 | call five five five, zero one nine nine
020 7946 0958 | zero two zero, seven nine four six, zero nine five eight
+44 20 7946 0958 | plus four four, two zero, seven nine four six, zero nine five eight
R2D2, MP3, MI6, B-52 | R two D two, M P three, M I six, B fifty-two
Dr. Voss, Mr. Smith and Mrs. Jones | Doctor Voss, Mister Smith and Missus Jones
DR. O'NEIL! GET SGT. SMITH | DOCTOR O'NEIL! GET SERGEANT SMITH
Det. Cole, Ph.D. | Detective Cole, P H D
Dr Who | Doctor Who
12 Elm Dr. was | twelve Elm Drive was
St. Ives, 12 Main St. is | Saint Ives, twelve Main Street is
Sgt. Pepper vs. Capt. Hook | Sergeant Pepper versus Captain Hook
Mr. & Mrs. Vance | Mister and Missus Vance
e.g. this, i.e. that | for example this, that is that
cats, dogs, etc. And so on etc. | cats, dogs, et cetera. And so on et cetera.
No. 5. No. I won't. | number five. No. I won't.
№5 and #5 | number five and number five
See fig. 3, p. 12 | See figure three, page twelve
J. R. R. Tolkien | J R R Tolkien
I. J. Good | I J Good
It was I. Then she left. | It was I. Then she left.
T.J. Hooker, U.S. Army | T J Hooker, U S Army
They took L.A. Then they left. | They took L A. Then they left.
The U.S.A. is big. In the U.S.A. | The U S A is big. In the U S A.
Henry VIII | Henry the eighth
Elizabeth I, Queen | Elizabeth the first, Queen
King Tobin III | King Tobin the third
WWII, WW1, Part I, Act V. | World War two, World War one, Part one, Act five.
World War II | World War two
Part IV, Chapter XII | Part four, Chapter twelve
Malcolm X | Malcolm X
The IV drip | The IV drip
AT&T, A&B | A T and T, A and B
Apt. 4, Mk. 2 | apartment four, mark two
~whispers~ | whispers
x^2 and 10^6 | x squared and ten to the power of six
R&D, C++ | R and D, C plus plus
5 + 5 = 10 | five plus five equals ten
~5 items | about five items
#winning | hashtag winning
w/ her, w/o him, and/or | with her, without him, and or
mara@takelane.com | mara at takelane dot com
See https://www.takelane.com/a_b. | See W W W dot takelane dot com slash a underscore b.
takelane.io! | takelane dot io!
Hello 😀🎉 world | Hello world
“Hello,” she said (quietly) [door] | Hello, she said, quietly door
The watch (mine) stopped. | The watch, mine, stopped.
Wait... what?!?! No!!! | Wait… what? No!
never -- ever - no | never— ever— no
Café naïve Łódź straße | Cafe naive Lodz strasse
② Ａｒｅ ﬁne | two Are fine
THE FBI AND NASA | THE FBI AND NASA
'Tis goin' rock 'n' roll | 'Tis goin' rock 'n' roll
twenty-one | twenty-one
٣ cats | three cats
"""
CASES = [tuple(line.split(" | ")) for line in SPOKEN.strip().splitlines()]


@pytest.mark.parametrize(("written", "spoken"), CASES, ids=[case[0] for case in CASES])
def test_written_forms_are_spoken(written, spoken):
    assert normalise(written) == spoken


def test_the_table_is_long():
    assert len(CASES) >= 80


def test_numbers():
    assert cardinal("1,250") == "one thousand two hundred and fifty"
    assert cardinal("9" * 5000).startswith("nine nine")
    assert ordinal("12") == "twelfth"
    assert year("2005") == "two thousand and five"
    assert number("0.50") == "zero point five zero"
    assert digits("a1-2") == "one two"
    assert (roman("XXXIX"), roman("IIX"), roman("")) == (39, None, 0)


@given(st.text(max_size=300))
def test_every_text_becomes_plain_words_and_marks(text):
    plain = normalise(text)
    assert all(
        sign.isascii() and (sign.isalpha() or sign in " '-,.?!;:")
        for sign in plain
        if sign not in "…—"
    )


@given(st.text(alphabet="0123456789,.:/-$%'x kmKIVXa@", max_size=60))
def test_no_string_of_figures_breaks_it(text):
    assert not any(sign.isdigit() for sign in normalise(text))


@given(st.lists(st.text(alphabet="abcdefghijk", min_size=1), max_size=12))
def test_plain_words_stay(words):
    assert normalise(" ".join(words)) == " ".join(words)
