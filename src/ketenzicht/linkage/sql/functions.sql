-- How identifiers are written is made alike before they are compared; what differs after that is evidence.

-- Letters without diacritics and capitals, one blank between words. Dutch writes IJ in two ways, and Y beside it.
create or replace macro folded(given) as
    nullif(trim(replace(regexp_replace(strip_accents(lower(given)), '[^a-z0-9]+', ' ', 'g'), 'ij', 'y')), '');

-- Words that may stand before a Dutch family name, or between two. Everyone writes them elsewhere, or not at all.
create or replace macro is_particle(word) as word in (
    'a', 'aan', 'al', 'am', 'an', 'auf', 'aus', 'ben', 'bin', 'bij', 'by', 'd', 'da', 'dal', 'dalla', 'das', 'de', 'del',
    'della', 'den', 'der', 'des', 'di', 'do', 'don', 'dos', 'du', 'el', 'en', 'et', 'het', 'in', 'l', 'la', 'las',
    'le', 'les', 'lo', 'los', 'm', 'of', 'onder', 'op', 'over', 's', 't', 'te', 'ten', 'ter', 'to', 'toe', 'tot', 'uit',
    'van', 'vom', 'von', 'voor', 'vor', 'zu', 'zum', 'zur', 'ver', 'e', 'v', 'geb', 'gesch', 'wed'
);

-- The words of a family name without its particles; when nothing else is left, the particles are the name.
create or replace macro name_words(given) as
    case
        when given is null then null
        when len(list_filter(string_split(given, ' '), lambda word: not is_particle(word))) = 0
            then string_split(given, ' ')
        else list_filter(string_split(given, ' '), lambda word: not is_particle(word))
    end;

-- Of a double surname the parts: Jansen-de Vries is Jansen and Vries.
create or replace macro surname_parts(given) as
    list_sort(list_distinct(list_transform(
        string_split_regex(lower(given), '\s*(?:[-/+]|\be\.? ?v\.?\b|\bgeb(?:oren)?\b\.?)\s*'),
        lambda part: array_to_string(name_words(folded(part)), ' ')
    )));

create or replace macro part_of_date(part) as nullif(try_cast(part as integer), 0);
