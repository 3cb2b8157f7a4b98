/**
 * Common passwords of twelve characters and more, most of them walks over a keyboard. Lower case.
 * Written for this product from public knowledge of what guessing tools try first.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o 1q2w3e4r5t6y7u8i9o0p
  q1w2e3r4t5y6 q1w2e3r4t5y6u7 q1w2e3r4t5y6u7i8 q1w2e3r4t5y6u7i8o9 q1w2e3r4t5y6u7i8o9p0
  1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz2wsx3edc4rfv5tgb 1qazxsw23edc 1qazxsw23edcvfr4
  zaq12wsxcde3 zaq1xsw2cde3 zaq1xsw2cde3vfr4 zaq12wsxzaq1 !qaz2wsx3edc !qaz@wsx#edc !qaz1qaz2wsx
  qazwsxedcrfv qazwsxedcrfvtgb qazwsxedc123 qazwsxedc1234 qazwsx123456 qweasdzxc123 qweasdzxcvbn
  qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop[] qwertyuiop[]\\ qwertyuiopasdf
  qwertyuiopasdfgh qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwertyasdfgh qwertyasdfzxcv
  qwerty123456 qwerty1234567 qwerty12345678 qwerty123456789 qwerty123qwerty qwertyqwerty
  qwertzuiop12 qwertzuiop123 qwertzuiopasdf azertyuiop12 azertyuiop123 azertyuiopqsdfghjklm
  azerty123456 azerty123456789 asdfghjkl123 asdfghjkl1234 asdfghjklqwertyuiop
  asdfghjklzxcvbnm asdfghjklasdfghjkl asdfasdfasdf asdfqwerzxcv asdf1234qwer zxcvbnm12345
  zxcvbnm123456 zxcvbnm,./123 zxcvbnmasdfghjkl zxcvbnmasdfghjklqwertyuiop
  poiuytrewqlkjhgfdsamnbvcxz poiuytrewq123 lkjhgfdsapoiuytrewq mnbvcxzlkjhgfdsapoiuytrewq
  1234qwerasdf 1234qwerasdfzxcv qwer1234asdf qwer1234tyui qwerasdfzxcv qwerasdf1234 qweqweqweqwe
  123qweasdzxc 123qwe456rty 123qwe123qwe 123456qwerty 123456789qwe 123456789qwerty 12345qwerty12345
  1234567890qw 1234567890qwer 1234567890qwertyuiop 123456789abc 1234567890abc 123456abcdef
  abc123abc123 abcd12345678 abcd1234abcd abcdef123456 abcdefg12345 abcdefgh1234 abcdefghijkl1
  a123456789012 a1b2c3d4e5f6 a1b2c3d4e5f6g7 a1s2d3f4g5h6 a1234567890b aa1234567890 aaa111222333
  1a2b3c4d5e6f 1a2s3d4f5g6h 1234abcd5678 12qwaszx34er 12341234qwer 123321123321 123123123123
  123456123456 1234512345qwert 112233445566 11223344556677 111222333444 111122223333 121212121212
  101010101010 100200300400 1020304050607080 123456654321 1234567887654321 123454321012 147258369147
  147258369000 147852369147 159357456852 159753456852 741852963741 741852963000 789456123000
  789456123789 987654321987 963852741963 135792468013 246813579246 314159265358
  3141592653589 31415926535897 271828182845 2718281828459 161803398874 112358132134 998877665544
  102030405060 010203040506 012345678910 123456789123 123456789101 1234567891011 12345678910111
  123456789012 1234567890123 12345678901234 1234567890987654321 098765432109 987654321012
  !@#$%^&*()_+ !@#$%^&*()qwertyuiop 1!2@3#4$5%6^ !1@2#3$4%5^6 1q!2w@3e#4r$ q!w@e#r$t%y^
  correcthorsebatterystaple
  iloveyousomuch iloveyouforever iloveyoubaby iloveyou1234 iloveyou12345 iloveyou2much ihateyousomuch
  letmeinplease letmeinnow123 letmein123456 letmein12345 openthedoor1 opensesame12 trustno1trustno1
  thisismypassword thisisapassword mypasswordis mypassword12 mypassword123 mypassword1234
  mysecretpassword mynewpassword nopassword123 newpassword1 newpassword12 newpassword123 yourpassword
  thepassword1 thepassword123 passwordpassword passwordqwerty passphrase12 passphrase123
  changemenow1 changemeplease changethispassword changeitnow1 temporarypassword temppassword1
  defaultpassword default12345 administrator administrator1 administrator123 administrador
  adminadmin12 adminadminadmin adminpassword rootpassword rootrootroot superadmin123 supervisor123
  welcomehome1 welcometo123 welcomeback1 welcome12345 welcome123456 testtesttest testpassword
  testing12345 testing123456 guestguest12 useruseruser userpassword demopassword examplepassword
  samplepassword secretpassword topsecret123 supersecret1 supersecret123 supersecretpassword
  bitcoin12345 bitcoinbitcoin bitcointothemoon tothemoon123 tothemoontothemoon hodlhodlhodl
  hodlforever1 satoshinakamoto satoshinakamoto1 nakamotosatoshi notyourkeysnotyourcoins
  cryptocurrency cryptocurrency1 cryptotrading blockchain12 blockchain123 ethereum1234 dogecoin1234
  tradingplatform tradingplatform1 boursebourse lamborghini1 lamborghini12 financialfreedom
  liverpoolfc1 manchesterunited manchestercity realmadrid12 realmadrid123 fcbarcelona1 fcbarcelona12
  bayernmunchen bayernmunich1 juventusfc12 chelseafc123 arsenalfc123 rangersfc123 celticfc1888
  unitedstates unitedstatesofamerica unitedkingdom newyorkcity1 losangeles12 sanfrancisco sanfrancisco1
  philadelphia philadelphia1 pennsylvania northcarolina southcarolina massachusetts
  jesuschrist1 jesusislord1 jesuslovesme jesussaves12 godisgood123 godisgreat12 godislove123
  godblessyou1 praisethelord hallelujah12 inshallah123 bismillah123 bismillah786 alhamdulillah
  starwars1234 darthvader12 lukeskywalker anakinskywalker maytheforcebewithyou harrypotter1
  harrypotter12 harrypotter123 lordoftherings gandalfthegrey spongebob123 mickeymouse1 mickeymouse123
  donaldduck12 scoobydoo123 hellokitty12 hellokitty123 pokemon12345 pokemonmaster pikachu12345
  dragonball12 dragonballz1 dragonballz123 naruto123456 onepiece1234 minecraft123 minecraft1234
  callofduty12 callofduty123 counterstrike worldofwarcraft leagueoflegends grandtheftauto fortnite1234
  chocolate123 chocolate1234 strawberry12 strawberry123 butterfly123 butterfly1234 sunshine1234
  sunshine12345 princess1234 princess12345 football1234 football12345 baseball1234 basketball12
  basketball123 superman1234 superman12345 batman123456 spiderman123 spiderman1234 ironman12345
  michaeljordan michaeljackson cristianoronaldo lionelmessi10 manunited123 blink182blink182 linkinpark12
  metallica123 metallica1234 slipknot1234 nirvana12345 ronaldo12345 computer1234 internet1234
  samsung12345 microsoft123 microsoft1234 facebook1234 facebook12345 youtube12345 instagram123
  google123456 googlegoogle linkedin1234 motherfucker motherfucker1 fuckyou12345 fuckyoufuckyou
  fuckyoubitch goodmorning1 goodmorning123 merrychristmas happybirthday happybirthday1 happynewyear1
  mississippi1 constantinople supercalifragilisticexpialidocious antidisestablishmentarianism
  abcdefghijklmnopqrstuvwxyz zyxwvutsrqponmlkjihgfedcba abcdefghijklmnop thequickbrownfox
  thequickbrownfoxjumpsoverthelazydog loremipsumdolor loremipsumdolorsitamet tobeornottobe
  `
    .trim()
    .split(/\s+/),
)

/** Words that common passwords are built from; two of them, digits and signs make no secret. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
  a abc abcd access account admin administrator alex alexander alexandra alexis alone amanda amber
  america american amor andrea andrew angel angela angels anna anthony apple april arsenal ashley
  asdf asdfgh asdfghjkl august austin autumn awesome azerty baby babygirl bailey banana bandit
  barcelona baseball basketball batman beautiful beer bella berlin bestfriend bitch bitcoin black
  blessed blink blockchain blue boss bourse brandon brian broker brother bubbles buddy business
  buster butter butterfly california canada carlos caroline catch cash champion change changeme
  charles charlie cheese chelsea chester chicago chicken chocolate chris christ christian christina
  christmas claire coffee coin coins college computer cookie cool corvette cowboy cowboys crypto crystal
  dad daddy dallas daniel daniela danielle dave david december default demo desktop diamond diamonds
  dog dogs dollar dolphin donald dragon dream dreams eagle eagles easy edward elephant elizabeth
  email emily eminem england enter eric ether ethereum ever everything exchange facebook faith falcon
  family fantasy father february ferrari finance first fish florida flower flowers football for
  forever france freak freddie freedom friday friend friends fuck fucker fuckoff fuckyou gandalf
  garfield gemini george germany ginger girl god goddess gold golden golf good google gordon great
  green guest guitar gunner hammer hannah happy happiness harley harry hawaii heart heaven hello
  hellokitty hidden hockey hodl holiday home honey hooters horse house houston hunter i iceman
  iloveu iloveyou im indian infinity internet invest ironman is island jack jackson jaguar jake
  james january jasmine jason jasper jennifer jeremy jessica jesus john johnny jonathan jordan
  joseph joshua july june junior justin karen kathleen keep kevin key killer king kingdom kings
  kitty knight kristina ladybug lakers lamborghini laptop laura lauren leather letmein liberty life
  lion liverpool login london lord louise love lovely loveme lover loves lucky lucy madison madrid
  maggie magic manager manchester march maria marina market marlboro martin marvin master matrix
  matt matthew maverick max maxwell me melissa member mercedes merlin metallica mexico michael
  michelle mickey midnight miller million millionaire minecraft mine miracle mom mommy monday money
  monica monkey monster moon morgan morning mother mountain music mustang my mylove mypass
  mypassword naruto natasha nathan nature never new newyork nicholas nicole nintendo ninja nirvana
  no nothing november number october office oliver open orange pa pacific paradise paris pass
  passcode passion passphrase passw password passwort patrick peace peaches peanut pepper peter
  phoenix piano picture pikachu platform player please pokemon police porsche portfolio power prince
  princess private profit public purple pussy qazwsx qwer qwert qwerty qwertyuiop qwertz rabbit
  rachel raiders rainbow ranger rangers raymond rebecca red redsox remember richard robert rock
  rocket rocky ronaldo root rose russia sabrina sam samantha samsung samuel sandra saturday satoshi
  savannah scooter scorpion scott secret secure security september server service sexy shadow
  shannon shopping silver simple sister skywalker slayer slipknot smile smokey snoopy snowball
  snowman soccer sophia sophie spanky sparky special spiderman sponge spongebob spring stanley star
  stars starwars stella steve steven stocks strawberry student success sugar summer sunday sunflower
  sunny sunshine super superman superstar support sweet sweetheart sweetie sydney system taylor
  teacher temp temporary tennis tequila test tester testing texas thank thankyou the thebest
  this thomas thunder thursday tiffany tiger tigers tigger time to toor toyota trade trader trading
  travel trust trustno turtle tweety twilight ultimate united universe user valentina vanessa
  victor victoria victory viking vincent violet viper wallet warrior warriors water wednesday
  welcome whatever white wildcat william willow wilson winner winter wizard wolf wonderful world
  xavier yamaha yankees yellow you your yourself zaq zxcv zxcvbn zxcvbnm
  `
    .trim()
    .split(/\s+/),
)
