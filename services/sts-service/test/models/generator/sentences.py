"""What the tokenizers are trained on: sentences written for this purpose, in the languages of the fixtures."""

ENGLISH = [
    "Good evening and welcome to the second half of the match.",
    "The home team has the ball and they are moving it slowly to the left.",
    "What a pass from the captain, and the goalkeeper comes out to meet it!",
    "It is raining in the north of the country, with strong winds near the coast.",
    "The minister said that the new bridge will be open before the summer.",
    "Three people were rescued from the water early this morning.",
    "Nobody expected that the smallest club of the league would win the cup.",
    "We will be back after the break with more news and the weather.",
    "She has run the last two hundred metres faster than anyone before her.",
    "There are 22 players, 3 referees and 41,000 people in the stadium.",
    "The price of bread went down again, but milk is more expensive.",
    "Thank you for watching, and have a very good night.",
    "Can he reach the finish line before the others do?",
    "The doctors say that the children can return to school on Monday.",
    "I don't know what they're waiting for; it's time to play!",
    "A small boat left the harbour at six o'clock and has not been seen since.",
]

SPANISH = [
    "Buenas noches y bienvenidos a la segunda parte del partido.",
    "El equipo local tiene el balón y lo mueve despacio hacia la izquierda.",
    "¡Qué pase del capitán, y el portero sale a su encuentro!",
    "Llueve en el norte del país, con vientos fuertes cerca de la costa.",
    "El ministro dijo que el nuevo puente se abrirá antes del verano.",
    "Tres personas fueron rescatadas del agua a primera hora de la mañana.",
    "Nadie esperaba que el club más pequeño de la liga ganara la copa.",
    "Volvemos después de la pausa con más noticias y el tiempo.",
    "Ha corrido los últimos doscientos metros más rápido que nadie.",
    "Hay 22 jugadores, 3 árbitros y 41.000 personas en el estadio.",
    "El precio del pan ha vuelto a bajar, pero la leche es más cara.",
    "Gracias por su atención, y que pasen una muy buena noche.",
    "¿Podrá llegar a la meta antes que los demás?",
    "Los médicos dicen que los niños pueden volver al colegio el lunes.",
    "No sé qué esperan; ¡es hora de jugar!",
    "Un barco pequeño salió del puerto a las seis y no se ha vuelto a ver.",
]

CATALAN = [
    "Bona nit i benvinguts a la segona part del partit.",
    "L'equip local té la pilota i la mou a poc a poc cap a l'esquerra.",
    "Quina passada del capità, i el porter surt a trobar-la!",
    "Plou al nord del país, amb vents forts a prop de la costa.",
    "El ministre ha dit que el pont nou s'obrirà abans de l'estiu.",
    "Ningú no esperava que el club més petit de la lliga guanyés la copa.",
    "El preu del pa ha tornat a baixar, però la llet és més cara.",
    "Els metges diuen que els nens poden tornar a l'escola dilluns.",
]

PORTUGUESE = [
    "Boa noite e bem-vindos à segunda parte do jogo.",
    "A equipa da casa tem a bola e leva-a devagar para a esquerda.",
    "Que passe do capitão, e o guarda-redes sai ao encontro da bola!",
    "Chove no norte do país, com ventos fortes perto da costa.",
    "O ministro disse que a nova ponte abrirá antes do verão.",
    "Ninguém esperava que o clube mais pequeno ganhasse a taça.",
    "O preço do pão voltou a descer, mas o leite está mais caro.",
    "Os médicos dizem que as crianças podem voltar à escola na segunda-feira.",
]

FRENCH = [
    "Bonsoir et bienvenue à la seconde mi-temps du match.",
    "L'équipe locale a le ballon et le déplace lentement vers la gauche.",
    "Quelle passe du capitaine, et le gardien sort à sa rencontre !",
    "Il pleut dans le nord du pays, avec des vents forts près de la côte.",
    "Le ministre a dit que le nouveau pont ouvrira avant l'été.",
    "Personne n'attendait que le plus petit club gagne la coupe.",
    "Le prix du pain a encore baissé, mais le lait est plus cher.",
    "Les médecins disent que les enfants peuvent retourner à l'école lundi.",
]

GERMAN = [
    "Guten Abend und willkommen zur zweiten Halbzeit des Spiels.",
    "Die Heimmannschaft hat den Ball und spielt ihn langsam nach links.",
    "Was für ein Pass des Kapitäns, und der Torwart kommt ihm entgegen!",
    "Es regnet im Norden des Landes, mit starken Winden an der Küste.",
    "Der Minister sagte, dass die neue Brücke vor dem Sommer öffnet.",
    "Niemand hat erwartet, dass der kleinste Verein den Pokal gewinnt.",
    "Der Brotpreis ist wieder gefallen, aber die Milch ist teurer.",
    "Die Ärzte sagen, dass die Kinder am Montag wieder zur Schule gehen können.",
]

ALL = ENGLISH + SPANISH + CATALAN + PORTUGUESE + FRENCH + GERMAN
