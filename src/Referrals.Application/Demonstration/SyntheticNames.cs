namespace Referrals.Application.Demonstration;

/// <summary>Names to make people up from.</summary>
internal static class SyntheticNames
{
    public static readonly string[] Men =
    [
        "Aaron", "Adeel", "Alun", "Anthony", "Ashok", "Barnaby", "Callum", "Carlton", "Conrad", "Craig", "Dafydd", "Darius", "Declan", "Dominic",
        "Edwin", "Emeka", "Felix", "Gareth", "Gethin", "Hamza", "Howard", "Idris", "Jerome", "Jordan", "Kasper", "Keiran", "Leroy", "Lewis", "Marek",
        "Marlon", "Nathan", "Neville", "Oliver", "Piotr", "Quentin", "Rashid", "Rhodri", "Rory", "Sanjay", "Stefan", "Terence", "Tobias", "Umar",
        "Vincent", "Warren", "Yusuf",
    ];

    public static readonly string[] Women =
    [
        "Abigail", "Anwen", "Bethan", "Bridget", "Carys", "Chantelle", "Danuta", "Eilidh", "Farah", "Gemma", "Harriet", "Imogen", "Jasmin", "Keziah",
        "Lorna", "Maureen", "Nadia", "Oluchi", "Petra", "Rhiannon", "Sabrina", "Tamsin", "Verity", "Zainab",
    ];

    public static readonly string[] Surnames =
    [
        "Abernathy", "Adeyinka", "Ainscough", "Appleyard", "Ashdown", "Barraclough", "Birtwhistle", "Blackmore", "Bracewell", "Brockbank", "Cadwallader",
        "Chaudhry", "Clutterbuck", "Cobbold", "Crabtree", "Culpepper", "Dalgleish", "Dewhurst", "Drinkwater", "Eastwick", "Entwistle", "Fairweather",
        "Fanshawe", "Farnworth", "Fazakerley", "Galbraith", "Gillibrand", "Goswami", "Greenhalgh", "Hardcastle", "Heathcote", "Hebblethwaite",
        "Higginbottom", "Hollingworth", "Iqbal", "Jellicoe", "Kerslake", "Kowalczyk", "Lathbury", "Llewelyn", "Longbottom", "Lovelace", "Marchbanks",
        "Meredith", "Micklethwait", "Molyneux", "Nettleship", "Nwosu", "Okonjo", "Oldroyd", "Ormerod", "Osbaldeston", "Pargeter", "Pemberton",
        "Penhaligon", "Pickersgill", "Postlethwaite", "Prendergast", "Quarmby", "Ramsbottom", "Rawcliffe", "Rowbotham", "Satterthwaite", "Shufflebotham",
        "Skelhorn", "Stanhope", "Swinburne", "Tattersall", "Thistlewood", "Threlkeld", "Tregenza", "Uttley", "Vanstone", "Wadsworth", "Whittaker",
        "Wolstenholme", "Wrigglesworth", "Yardley", "Zielinski",
    ];
}
