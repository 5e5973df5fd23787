import { stem } from './stem.js'

/** Words that carry the form of a question and not its matter, as stems. English. */
export const FORM_WORDS: ReadonlySet<string> = new Set(
  `a an the this that these those my your our their his her its me you we they he she it us them i one
  is are was were be been being am do does did can could should would shall will may might must have has had having
  what which who whom whose when where why how whether if
  of in on at to for from by with about into during as and or but so then than there here through via
  please tell explain describe give show help need want like know say mean meaning let kindly thanks hi hello
  wonder understand see find try use call happen occur exist come take look put contain hold include
  suggest recommend advice require necessary able possible allow
  way best good right proper correct method step tip idea reason process principle procedure technique trick guide
  tutorial instruction info information detail answer question solution option
  kind sort type thing something someone somebody anyone person people own
  get go make made any some very really just also actually exactly simple simply term quick quickly easy easily now
  much many long often always everything`
    .split(/\s+/)
    .map(stem),
)

/**
 * What a thing is called by its kind: the movie Alien, which city, my account. Behind an article and the like it says
 * nothing that the other question must say too; behind another noun it does: a bank account is no bank.
 */
export const KIND_WORDS: ReadonlySet<string> = new Set(
  `city country state town team player movie film book song band app application program software website site account
  language verb noun word phrase sentence company brand planet animal building river device user customer member
  job role duty task function feature amount number total sum value name title list set group`
    .split(/\s+/)
    .map(stem),
)
export const BEFORE_KIND: ReadonlySet<string> = new Set(
  'the a an my your our his her their which what this that'.split(' '),
)

/** Words that are taken for each other, by the stem of the first of them. English. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  [
    'delete remove erase clear empty rid',
    'begin start beginner',
    'big large great size',
    'buy purchase order',
    'fix repair solve mend resolve',
    'fast quick rapid speed',
    'tall high height',
    'length duration lifespan',
    'far distance away',
    'old age',
    'heavy weigh weight',
    'deep depth',
    'wide width',
    'car automobile auto vehicle',
    'display list print',
    'create build generate compose write author',
    'obtain receive',
    'change update modify edit alter',
    'convert transform turn parse',
    'movie film',
    'phone mobile cellphone smartphone telephone',
    'picture photo image photograph',
    'wi wifi',
    'trip travel journey visit',
    'house home',
    'doctor physician',
    'medicine medication drug',
    'ill sick',
    'job position',
    'child kid',
    'shop store',
    'city town',
    'vacation holiday',
    'lower reduce decrease relieve',
    'raise increase improve boost',
    'stop quit exit end',
    'cost price charge fee',
    'pay payment',
    'often frequently',
    'differ difference different',
    'plane airplane aircraft',
    'package parcel',
    'dictionary dict',
    'integer int',
    'brief short',
    'boss manager employer',
    'grow cultivate',
    'pan skillet',
    'safe security secure protect',
    'contact reach',
    'teach train',
    'treat cure',
    'effect impact',
    'symptom sign',
    'health healthy',
    'error mistake',
    'present gift',
    'test check',
    'road street',
    'ask request',
    'sofa couch',
    'rubbish garbage trash',
    'apartment flat',
  ].flatMap((line) => {
    const [first = '', ...others] = line.split(' ').map(stem)
    return [first, ...others].map((word) => [word, first] as const)
  }),
)
