import { type Guard, listDifference, type QuestionText } from './question-text.js'

/** The names of one unit, by the first. Short ones that are also words count only behind a number. */
const UNITS = [
  ['kilometer', 'kilometers', 'kilometre', 'kilometres', 'km', 'kms'],
  ['meter', 'meters', 'metre', 'metres'],
  ['centimeter', 'centimeters', 'centimetre', 'centimetres', 'cm'],
  ['millimeter', 'millimeters', 'millimetre', 'millimetres', 'mm'],
  ['mile', 'miles', 'mi'],
  ['yard', 'yards', 'yd'],
  ['foot', 'feet', 'ft'],
  ['inch', 'inches'],
  ['kilogram', 'kilograms', 'kg', 'kgs', 'kilo', 'kilos'],
  ['gram', 'grams', 'gramme', 'grammes'],
  ['milligram', 'milligrams', 'mg'],
  ['microgram', 'micrograms', 'mcg', 'µg'],
  ['ton', 'tons', 'tonne', 'tonnes'],
  ['pound', 'pounds', 'lb', 'lbs', '£'],
  ['ounce', 'ounces', 'oz'],
  ['stone'],
  ['liter', 'liters', 'litre', 'litres'],
  ['milliliter', 'milliliters', 'millilitre', 'millilitres', 'ml'],
  ['gallon', 'gallons', 'gal'],
  ['pint', 'pints'],
  ['quart', 'quarts'],
  ['cup', 'cups'],
  ['tablespoon', 'tablespoons', 'tbsp'],
  ['teaspoon', 'teaspoons', 'tsp'],
  ['acre', 'acres'],
  ['hectare', 'hectares', 'ha'],
  ['celsius', 'centigrade', '°c'],
  ['fahrenheit', '°f'],
  ['kelvin'],
  ['mph'],
  ['kmh', 'kph'],
  ['knot', 'knots'],
  ['millisecond', 'milliseconds', 'ms'],
  ['seconds', 'secs', 'sec'],
  ['minute', 'minutes', 'mins', 'min'],
  ['hour', 'hours', 'hourly', 'hrs', 'hr'],
  ['day', 'days', 'daily'],
  ['week', 'weeks', 'weekly'],
  ['month', 'months', 'monthly'],
  ['year', 'years', 'yearly', 'annual', 'annually'],
  ['decade', 'decades'],
  ['century', 'centuries'],
  ['dollar', 'dollars', 'usd', '$'],
  ['euro', 'euros', 'eur', '€'],
  ['yen', 'jpy', '¥'],
  ['rupee', 'rupees', 'inr', '₹'],
  ['franc', 'francs', 'chf'],
  ['cent', 'cents'],
  ['percent', 'per cent', '%'],
  ['bit', 'bits'],
  ['byte', 'bytes'],
  ['kb', 'kilobyte', 'kilobytes'],
  ['mb', 'megabyte', 'megabytes'],
  ['gb', 'gigabyte', 'gigabytes'],
  ['tb', 'terabyte', 'terabytes'],
  ['watt', 'watts'],
  ['kilowatt', 'kilowatts', 'kw', 'kwh'],
  ['volt', 'volts'],
  ['calorie', 'calories', 'kcal'],
  ['degree', 'degrees', '°'],
] as const

const NAMES: ReadonlyMap<string, string> = new Map(
  UNITS.flatMap((names) => names.map((name) => [name, names[0]] as const)),
)
const BEHIND_NUMBER: ReadonlyMap<string, string> = new Map([
  ['m', 'meter'],
  ['g', 'gram'],
  ['l', 'liter'],
  ['s', 'seconds'],
  ['h', 'hour'],
  ['c', 'celsius'],
  ['f', 'fahrenheit'],
  ['in', 'inch'],
  ['k', '1000'],
])
const PIECE = /(\p{Nd})\s?(km\/h|°[cf]|[\p{L}µ]+)|km\/h|°[cf]?|[\p{L}µ]+|[$€£¥₹%]/giu

/** One name for all names of a unit; undefined: no unit. */
export function unitOf(word: string): string | undefined {
  return NAMES.get(word)
}

/** The same units in the same order: pounds to kilograms is not kilograms to pounds. */
export const unitsAgree: Guard = (asked, stored) => listDifference('units', unitsOf(asked), unitsOf(stored))

function unitsOf({ text }: QuestionText): string[] {
  const units: string[] = []
  for (const [piece, digit, behind] of text.toLowerCase().matchAll(PIECE)) {
    const name = behind ?? piece
    const unit = name === 'km/h' ? 'kmh' : (NAMES.get(name) ?? (digit ? BEHIND_NUMBER.get(name) : undefined))
    if (unit !== undefined) units.push(unit)
  }
  return units
}
